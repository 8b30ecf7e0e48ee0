/**
 * Writes the files that `npm pack` adds to package.json and README in the function kit: our
 * functions in one file with their libraries, but without the Firebase SDKs, which are the app's
 * own; the operators' command with the FCM emulator; client code; types; licences; and an empty
 * shrinkwrap.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { build as buildPage } from 'vite';

const require = createRequire(import.meta.url);

const OUT = 'dist';
const TSC = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
const PAGE = '../packages/fcm-emulator/page';
/** The place of the clone's package.json while the kit's replaces it. */
const MANIFEST = 'node_modules/.package.json';
const COPIED = ['LICENSE', 'CHANGELOG.md', 'client'];
/** Deleted after packing. In the clone, npm would use the shrinkwrap as the lock file. */
const ADDED = [...COPIED, 'THIRD-PARTY-LICENSES.txt', 'npm-shrinkwrap.json'];

/** The oldest Node.js on which functions and command run. */
const OLDEST_NODE = 22;
const NODE_SENTENCE = `comment-push needs Node.js ${OLDEST_NODE} or newer, but the first one on PATH is `;
/** In old syntax, so that an old Node.js can read it. */
const NODE_CHECK = `exports.tooOld = parseInt(process.versions.node, 10) < ${OLDEST_NODE}
  ? ${JSON.stringify(NODE_SENTENCE)} + process.version + '.' : undefined;
`;
/** The emulators show only the stack of an error. */
const REFUSE = `const { tooOld } = require('./node-version.js');
if (tooOld) throw Object.assign(new Error(tooOld), { stack: tooOld });
`;
const COMMAND = `#!/usr/bin/env node
const { tooOld } = require('./node-version.js');
if (tooOld) {
  console.error(tooOld);
  process.exit(1);
}
import('./command.mjs');
`;

/** The types of src/kit-events.ts. Its own declarations would need those of all our code. */
const EVENT_TYPES = `import type { EventDefinition } from './types/src/events/event-definition.js';

export * from './types/src/events/event-definition.js';
export declare const comment: EventDefinition;
export declare const like: EventDefinition;
export declare const newFollower: EventDefinition;
/** Creates the function of an event, to export under its own name. */
export declare function eventTrigger(definition: EventDefinition): object;
`;
/** The types of testing/test-event.ts. */
const TESTING_TYPES = `import type { TestEvent } from './types/testing/example.js';

export type { EventExample, TestEventOptions } from './types/testing/example.js';
export declare const testEvent: TestEvent;
`;

function restore() {
  if (existsSync(MANIFEST)) {
    cpSync(MANIFEST, 'package.json');
    rmSync(MANIFEST);
  }
  for (const file of ADDED) rmSync(file, { force: true, recursive: true });
}

async function pack() {
  const { devDependencies, allowScripts, ...manifest } = readJson('package.json');
  manifest.main = `${OUT}/index.js`;
  manifest.engines = { node: `>=${OLDEST_NODE}` };
  const { name, version, license, dependencies, engines, bin } = manifest;
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const shared = {
    bundle: true,
    outdir: OUT,
    platform: 'node',
    target: `node${OLDEST_NODE}`,
    external: Object.keys(dependencies),
    metafile: true,
    logLevel: 'warning',
  };
  // Two files, because only tests load the second.
  const [functions] = await Promise.all(
    [{ kit: 'src/kit.ts' }, { testing: 'testing/test-event.ts' }].map((entryPoints) =>
      build({ ...shared, entryPoints, format: 'cjs' }),
    ),
  );
  const command = await build({
    ...shared,
    entryPoints: { command: '../tools/push/main.ts' },
    outExtension: { '.js': '.mjs' },
    chunkNames: 'command-[hash]',
    splitting: true,
    format: 'esm',
    minifySyntax: true,
    minifyWhitespace: true,
    mainFields: ['module', 'main'],
    banner: {
      // For libraries in CommonJS.
      js: "import { createRequire as ofNode } from 'node:module'; const require = ofNode(import.meta.url);",
    },
  });
  const page = await buildPage({ root: PAGE, logLevel: 'warn' });
  cpSync(join(PAGE, '../dist/page'), `${OUT}/page`, { recursive: true });
  // By its path: on Windows, the name `tsc` is that of a script.
  execFileSync(process.execPath, [TSC, '--project', 'tsconfig.kit.json'], { stdio: 'inherit' });

  const write = (file, text) => writeFileSync(join(OUT, file), text);
  write('package.json', '{ "type": "commonjs" }\n');
  write('node-version.js', NODE_CHECK);
  write('command.js', COMMAND);
  const kit = require(`./${OUT}/kit.js`);
  const names = Object.keys(kit.functions);
  write('index.js', `${REFUSE}module.exports = require('./kit.js').functions;\n`);
  write('index.d.ts', names.map((each) => `export declare const ${each}: object;\n`).join(''));
  // The last line lets ECMAScript modules import the names.
  const exported = `0 && (module.exports = { ${Object.keys(kit.events).join(', ')} });\n`;
  write('events.js', `${REFUSE}module.exports = require('./kit.js').events;\n${exported}`);
  write('events.d.ts', EVENT_TYPES);
  write('testing.d.ts', TESTING_TYPES);

  for (const file of COPIED) cpSync(join('..', file), file, { recursive: true });
  const bundled = [
    ...[functions, command].flatMap(({ metafile }) => Object.keys(metafile.inputs)),
    ...page.output.flatMap(({ moduleIds = [] }) => moduleIds),
  ];
  writeFileSync('THIRD-PARTY-LICENSES.txt', licencesOf(bundled));
  const packages = { '': { name, version, license, dependencies, bin, engines } };
  writeJson('npm-shrinkwrap.json', { name, version, lockfileVersion: 3, requires: true, packages });
  cpSync('package.json', MANIFEST);
  writeJson('package.json', manifest);
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const writeJson = (file, value) => writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);

/** The directory of the innermost package that a file is in. */
const PACKAGE = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** Returns the licences of the packages that the bundled files come from. */
function licencesOf(files) {
  const directories = files.flatMap(
    (file) => PACKAGE.exec(`/${file.replaceAll('\\', '/')}`)?.[1] ?? [],
  );
  const packages = [...new Set(directories)].map((found) => {
    // Relative to this folder, unless it is an absolute path.
    const directory = existsSync(found) ? found : found.slice(1);
    const { name, version, license, repository } = readJson(join(directory, 'package.json'));
    const [file] = globSync('{LICEN[SC]E,licen[sc]e,COPYING}*', { cwd: directory });
    const text = file ? readFileSync(join(directory, file), 'utf8').trim() : 'No text of its own.';
    // The Mozilla licence asks for the place of the source.
    const source = `Source: ${repository?.url ?? repository ?? `npm, ${name}`}`;
    return { name, title: `${name} ${version} (${license})`, text: `${source}\n\n${text}` };
  });
  packages.sort((a, b) => a.name.localeCompare(b.name));
  const distinct = new Map(packages.map(({ title, text }) => [title, text]));
  return [
    'The code of others in this package: in its functions, its command and its page.\n',
    ...[...distinct].map(([title, text]) => `${'-'.repeat(78)}\n${title}\n\n${text}\n`),
  ].join('\n');
}

restore();
if (!process.argv.includes('--clean')) await pack();
