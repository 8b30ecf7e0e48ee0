/**
 * Installs the kit with the Firebase CLI's own code in the app of the current directory. The CLI's
 * command, `firebase functions:kits:install --package NAME`, requires a login. The arguments are
 * the package, the instance, the project, and the values of the params as JSON.
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
  // Accepts a third party's package, as a user at a terminal does.
  force: true,
  nonInteractive: true,
  configure: false,
  seedEnv: { projectId, envs: JSON.parse(params) },
});
