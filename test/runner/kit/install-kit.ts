/**
 * Installs the kit by the Firebase CLI's own code, in the app that is the current directory. The
 * command around it, `firebase functions:kits:install --package NAME`, asks for a login first.
 * Called with the package, the instance, the project, and the params' values as JSON.
 */
import { createRequire } from 'node:module';
import { FIREBASE_CLI } from '../../../tools/launcher/addresses.ts';

const ofTheCli = createRequire(FIREBASE_CLI);
const { Config } = ofTheCli('../config.js');
const { installKitOrInstance } = ofTheCli('../functions/kits/install.js');

const [name, instanceId, projectId, params = '{}'] = process.argv.slice(2);
await installKitOrInstance({
  config: Config.load({ cwd: process.cwd() }),
  package: name,
  instanceId,
  projectId,
  // Whether a package of a third party is meant: somebody at a terminal says yes.
  force: true,
  nonInteractive: true,
  configure: false,
  seedEnv: { projectId, envs: JSON.parse(params) },
});
