import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { AT_FIRST_USE, DESCRIPTIONS_LEFT_OUT, LEFT_OUT } from './sdk-parts.js';

const require = createRequire(import.meta.url);
const TOP = join(import.meta.dirname, '..');
/** Where `npm ci` at the top puts what `functions/` asks for: a second version of it lies deeper. */
const MODULES = '{.,functions,node_modules/*,node_modules/@*/*}/node_modules';
/** Beside the functions. */
const SDKS = './sdks.cjs';

/**
 * Bundles code with the libraries that it needs, but for what `sdk-parts.js` leaves out of them.
 * @param options esbuild's: what to bundle, and where to
 */
export function bundle(options) {
  return build({
    absWorkingDir: import.meta.dirname,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    banner: { js: `'use strict';\n${leftOut}` },
    // What nobody catches is printed with a line. Names are kept: V8 starts slower with short ones.
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 160,
    legalComments: 'external',
    logLevel: 'warning',
    plugins: [leanSdks],
    ...options,
  });
}

/** Lies beside the code that the SDK exports, and is no export. */
const PROTOS = join(require.resolve('firebase-functions'), '../../../protos/compiledFirestore.js');

/** The code of the SDKs' file. */
export const sdks = `
  module.exports = {
    ${AT_FIRST_USE.map((name) => `get '${name}'() { return require('${name}'); },`).join('\n')}
    get events() { return require(${JSON.stringify(PROTOS)}); },
  };`;

/**
 * Stands in for a module. It is copied into the bundle, so it needs nothing else.
 * @param kept the exports of it that are there; any other use throws
 */
function leftOut(path, kept) {
  const throws = (_, name) => {
    const used = typeof name === 'string' ? `${name} of ${path}` : path;
    const error = new Error(`${used} is left out of the bundle: see functions/sdk-parts.js`);
    // Whoever uses it may catch what it throws.
    process.emitWarning(error);
    throw error;
  };
  const get = (_, name) =>
    name === '__esModule' || (Object.hasOwn(kept, name) ? kept[name] : throws(_, name));
  const traps = { apply: throws, construct: throws, get, has: throws };
  // An ES module takes the names of a CommonJS module from its prototype.
  const names = new Proxy({}, traps);
  return new Proxy(class {}, { ...traps, getPrototypeOf: () => names });
}

function leftOutModule(path, kept) {
  const file = belowModules(path);
  // Who imports a name of an ES module that is not kept hears of it as it is bundled.
  if (isEsModule(path)) return kept || `leftOut('${file}', {}).module;`;
  return `
    const none = leftOut('${file}', { [Symbol.hasInstance]: () => false });
    ${kept}
    if (module.exports === exports) module.exports = leftOut('${file}', exports);`;
}

function isEsModule(path) {
  if (!path.endsWith('.js')) return path.endsWith('.mjs');
  const [directory] = /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path);
  return require(join(directory, 'package.json')).type === 'module';
}

/** The path of a file below the first `node_modules`. */
function belowModules(path) {
  const place = relative(TOP, path).replaceAll('\\', '/');
  return place.replace(/^(functions\/)?node_modules\//, '');
}

const leftOutModules = new Map(
  Object.entries(LEFT_OUT).flatMap(([glob, kept]) => {
    const paths = globSync(`${MODULES}/${glob}`, { cwd: TOP }).map((file) => join(TOP, file));
    if (paths.length === 0) throw new Error(`There is no ${glob}: where does the library have it?`);
    return paths.map((path) => [path, leftOutModule(path, kept)]);
  }),
);

const leanSdks = {
  name: 'lean-sdks',
  setup({ onLoad, onResolve }) {
    const namespace = 'at-first-use';
    onResolve({ filter: new RegExp(`^(${AT_FIRST_USE.join('|')})$`) }, ({ path, kind }) =>
      // Of ours and of the Functions SDK: the others are in the SDKs' file themselves.
      kind === 'import-statement' ? { path, namespace } : undefined,
    );
    onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: `
        const names = new Proxy({}, { get: (_, name) => require('${SDKS}')['${path}'][name] });
        module.exports = Object.create(names, { __esModule: { value: true } });`,
    }));
    onResolve({ filter: /^\.\/sdks\.cjs$/ }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /[\\/]node_modules[\\/]/ }, async ({ path }) => {
      const contents = leftOutModules.get(path);
      if (contents !== undefined) return { contents };
      if (!path.endsWith('.json')) return undefined;
      const json = usedOf(belowModules(path), await readFile(path, 'utf8'));
      return { contents: JSON.stringify(json), loader: 'json' };
    });
  },
};

/** What is asked of a JSON file. */
function usedOf(file, text) {
  if (file.endsWith('/firestore-api/build/protos/protos.json')) {
    return JSON.parse(text, (name, value) =>
      DESCRIPTIONS_LEFT_OUT.test(name) ? undefined : value,
    );
  }
  const json = JSON.parse(text);
  return file.endsWith('/package.json') ? { name: json.name, version: json.version } : json;
}
