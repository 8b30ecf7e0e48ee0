/**
 * What `npm pack` puts into the function kit beside package.json and README: our functions in one file
 * with their libraries, but for the Firebase SDKs, which they share with the app's wrapper; the
 * operators' command with the FCM emulator; client code; types; licences; and a shrinkwrap that says
 * there is nothing else to lock.
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
/** As in the clone, meanwhile. */
const MANIFEST = 'node_modules/.package.json';
/** In the package for npm alone: here npm would take the shrinkwrap for the lock file. */
const ADDED = [
  ...['LICENSE', 'CHANGELOG.md', 'THIRD-PARTY-LICENSES.txt', 'npm-shrinkwrap.json', 'client'],
];

/** The oldest Node.js on which functions and command run. The clone's functions have one of their own. */
const OLDEST_NODE = 22;
const NODE_SENTENCE = `comment-push needs Node.js ${OLDEST_NODE} or newer, but the first one on PATH is `;
/** Old syntax, of course. An error's stack is all that the emulators show. */
const NODE_CHECK = `exports.tooOld = parseInt(process.versions.node, 10) < ${OLDEST_NODE}
  ? ${JSON.stringify(NODE_SENTENCE)} + process.version + '.' : undefined;
`;
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

/** Names that an import by ECMAScript modules finds, in tests too. */
const namesFor = (exported) => `0 && (module.exports = { ${Object.keys(exported).join(', ')} });\n`;

/** Of src/events.ts, whose own types would bring those of all our code along. */
const EVENT_TYPES = `import type { EventDefinition } from './types/src/events/event-definition.js';

export * from './types/src/events/event-definition.js';
export declare const comment: EventDefinition;
export declare const like: EventDefinition;
export declare const newFollower: EventDefinition;
/** The function that an event sets off, to export under a name of its own. */
export declare function eventTrigger(definition: EventDefinition): object;
`;
/** Of testing/test-event.ts, likewise. */
const TESTING_TYPES = `import type { EventDefinition } from './types/src/events/event-definition.js';
import type { EventExample, TestEventOptions } from './types/testing/example.js';

export type { EventExample, TestEventOptions };
/**
 * Tests an event by its examples, in memory. Pass \`describe\` and \`it\` of Vitest or node:test where they
 * are no globals.
 *
 * @example
 * testEvent(order, {
 *   'an order': {
 *     params: { orderId: 'o' },
 *     data: { buyer: 'joon', seller: 'mina' },
 *     hears: { mina: 'order' },
 *   },
 * }, { describe, it });
 */
export declare function testEvent(
  definition: EventDefinition,
  examples: Readonly<Record<string, EventExample>>,
  options?: TestEventOptions,
): void;
`;

function restore() {
  if (existsSync(MANIFEST)) {
    cpSync(MANIFEST, 'package.json');
    rmSync(MANIFEST);
  }
  for (const file of ADDED) rmSync(file, { force: true, recursive: true });
}

async function pack() {
  const {
    devDependencies: _,
    allowScripts: __,
    ...manifest
  } = JSON.parse(readFileSync('package.json', 'utf8'));
  manifest.main = `${OUT}/index.js`;
  manifest.engines = { node: `>=${OLDEST_NODE}` };
  const { name, version, license, dependencies, engines, bin } = manifest;
  const external = Object.keys(dependencies);
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const shared = {
    bundle: true,
    platform: 'node',
    target: `node${OLDEST_NODE}`,
    external,
    metafile: true,
    logLevel: 'warning',
  };
  const functions = await build({
    ...shared,
    entryPoints: ['src/kit.ts'],
    outfile: `${OUT}/kit.js`,
    format: 'cjs',
  });
  // Loaded by tests alone.
  await build({
    ...shared,
    entryPoints: { testing: 'testing/test-event.ts' },
    outdir: OUT,
    format: 'cjs',
  });
  const command = await build({
    ...shared,
    entryPoints: { command: '../tools/push/main.ts' },
    outdir: OUT,
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
  // Not by its name, which on Windows is that of a script.
  execFileSync(process.execPath, [TSC, '--project', 'tsconfig.kit.json'], { stdio: 'inherit' });

  const write = (file, text) => writeFileSync(join(OUT, file), text);
  write('package.json', '{ "type": "commonjs" }\n');
  write('node-version.js', NODE_CHECK);
  write('command.js', COMMAND);
  write('index.js', `${REFUSE}module.exports = require('./kit.js').functions;\n`);
  const { functions: exported, events } = require(`./${OUT}/kit.js`);
  write('events.js', `${REFUSE}module.exports = require('./kit.js').events;\n${namesFor(events)}`);
  const names = Object.keys(exported);
  write('index.d.ts', names.map((each) => `export declare const ${each}: object;\n`).join(''));
  write('events.d.ts', EVENT_TYPES);
  write('testing.d.ts', TESTING_TYPES);

  for (const file of ['LICENSE', 'CHANGELOG.md', 'client']) {
    cpSync(join('..', file), file, { recursive: true });
  }
  const bundled = [
    ...[functions, command].flatMap(({ metafile }) => Object.keys(metafile.inputs)),
    ...page.output.flatMap(({ moduleIds = [] }) => moduleIds),
  ];
  writeFileSync('THIRD-PARTY-LICENSES.txt', licencesOf(bundled));
  const packages = { '': { name, version, license, dependencies, bin, engines } };
  const shrinkwrap = { name, version, lockfileVersion: 3, requires: true, packages };
  writeFileSync('npm-shrinkwrap.json', `${JSON.stringify(shrinkwrap, undefined, 2)}\n`);
  cpSync('package.json', MANIFEST);
  writeFileSync('package.json', `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** The innermost package that a file lies in. */
const PACKAGE = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** What the licences of bundled packages want to be said with them, given the bundled files. */
function licencesOf(files) {
  const directories = files.flatMap(
    (file) => PACKAGE.exec(`/${file.replaceAll('\\', '/')}`)?.[1] ?? [],
  );
  const packages = [...new Set(directories)].map((found) => {
    // Relative to this folder, unless it is a path of its own.
    const directory = existsSync(found) ? found : found.slice(1);
    const { name, version, license, repository } = JSON.parse(
      readFileSync(join(directory, 'package.json'), 'utf8'),
    );
    const [file] = globSync('{LICEN[SC]E,licen[sc]e,COPYING}*', { cwd: directory });
    const text = file ? readFileSync(join(directory, file), 'utf8').trim() : 'No text of its own.';
    // The Mozilla licence wants it said where the source is.
    const source = `Source: ${repository?.url ?? repository ?? `npm, ${name}`}`;
    return { name, title: `${name} ${version} (${license})`, text: `${source}\n\n${text}` };
  });
  packages.sort((a, b) => a.name.localeCompare(b.name));
  const distinct = new Map(packages.map(({ title, text }) => [title, text]));
  return [
    'What this package brings of others, in its one file of functions, its command and its page.\n',
    ...[...distinct].map(([title, text]) => `${'-'.repeat(78)}\n${title}\n\n${text}\n`),
  ].join('\n');
}

restore();
if (!process.argv.includes('--clean')) await pack();
