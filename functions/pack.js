/**
 * What `npm pack` puts into the function kit beside package.json and README: our code in one file
 * with its libraries, but for the Firebase SDKs, which it shares with the app's wrapper; its types;
 * the licence; and a shrinkwrap that says there is nothing more to install.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);

const OUT = 'dist';
const TSC = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
/** In the package for npm alone: here npm would take the shrinkwrap for the lock file. */
const ADDED = ['LICENSE', 'npm-shrinkwrap.json'];

/** Of src/events.ts, whose own types would bring those of all our code along. */
const EVENT_TYPES = `import type { EventDefinition } from './types/events/event-definition.js';

export * from './types/events/event-definition.js';
export declare const comment: EventDefinition;
export declare const like: EventDefinition;
export declare const newFollower: EventDefinition;
/** The function that an event sets off, to export under a name of its own. */
export declare function eventTrigger(definition: EventDefinition): object;
`;

const { name, version, license, engines, peerDependencies } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);

async function pack() {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  await build({
    entryPoints: ['src/kit.ts'],
    outfile: `${OUT}/kit.js`,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    external: Object.keys(peerDependencies),
    logLevel: 'warning',
  });
  // Not by its name, which on Windows is that of a script.
  execFileSync(process.execPath, [TSC, '--project', 'tsconfig.kit.json'], { stdio: 'inherit' });
  writeFileSync(`${OUT}/package.json`, '{ "type": "commonjs" }\n');
  for (const [file, part] of [
    ['index', 'functions'],
    ['events', 'events'],
  ]) {
    writeFileSync(`${OUT}/${file}.js`, `module.exports = require('./kit.js').${part};\n`);
  }
  const { functions } = require(`./${OUT}/kit.js`);
  const types = Object.keys(functions).map((each) => `export declare const ${each}: object;\n`);
  writeFileSync(`${OUT}/index.d.ts`, types.join(''));
  writeFileSync(`${OUT}/events.d.ts`, EVENT_TYPES);

  copyFileSync('../LICENSE', 'LICENSE');
  const packages = { '': { name, version, license, peerDependencies, engines } };
  const shrinkwrap = { name, version, lockfileVersion: 3, requires: true, packages };
  writeFileSync('npm-shrinkwrap.json', `${JSON.stringify(shrinkwrap, undefined, 2)}\n`);
}

if (process.argv.includes('--clean')) for (const file of ADDED) rmSync(file, { force: true });
else await pack();
