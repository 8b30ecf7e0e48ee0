import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { AT_FIRST_USE, DESCRIPTIONS_LEFT_OUT, LEFT_OUT } from './sdk-parts.js';

const require = createRequire(import.meta.url);
const TOP = join(import.meta.dirname, '..');
/** Where `npm ci` installs libraries. A second version of one is in a deeper folder. */
const MODULES = '{.,functions,node_modules/*,node_modules/@*/*}/node_modules';
/** The SDKs' file, beside the functions. */
const SDKS = './sdks.cjs';

/**
 * Bundles code with its libraries, without the parts that `sdk-parts.js` leaves out.
 *
 * @param options esbuild's options: what to bundle, and the place of the result
 */
export function bundle(options) {
  return build({
    absWorkingDir: import.meta.dirname,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    banner: { js: `'use strict';\n${leftOut}` },
    // Node.js prints the line of an uncaught error, so lines are short. Names are not shortened:
    // V8 starts slower with short names.
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 160,
    legalComments: 'external',
    logLevel: 'warning',
    plugins: [leanSdks],
    ...options,
  });
}

/** The SDK does not export this file. */
const PROTOS = join(require.resolve('firebase-functions'), '../../../protos/compiledFirestore.js');

/** The source of the SDKs' file. */
export const sdks = `
  module.exports = {
    ${AT_FIRST_USE.map((name) => `get '${name}'() { return require('${name}'); },`).join('\n')}
    get events() { return require(${JSON.stringify(PROTOS)}); },
  };`;

/**
 * Replaces a module. This function is copied into the bundle, so it uses nothing outside itself.
 *
 * @param kept the exports that the module still has; any other use throws
 */
function leftOut(path, kept) {
  const throws = (_, name) => {
    const used = typeof name === 'string' ? `${name} of ${path}` : path;
    const error = new Error(`${used} is left out of the bundle: see functions/sdk-parts.js`);
    // The caller may catch the error.
    process.emitWarning(error);
    throw error;
  };
  const get = (_, name) =>
    name === '__esModule' || (Object.hasOwn(kept, name) ? kept[name] : throws(_, name));
  const traps = { apply: throws, construct: throws, get, has: throws };
  // An ES module that imports a CommonJS module reads names from the prototype.
  const names = new Proxy({}, traps);
  return new Proxy(class {}, { ...traps, getPrototypeOf: () => names });
}

function leftOutModule(path, kept) {
  const file = belowModules(path);
  // An ES module: if code imports another name of it, esbuild reports that.
  if (kept.includes('export ')) return kept;
  return `
    const none = leftOut('${file}', { [Symbol.hasInstance]: () => false });
    ${kept}
    if (module.exports === exports) module.exports = leftOut('${file}', exports);`;
}

/** Returns the path of a file below the first `node_modules`. */
function belowModules(path) {
  const place = relative(TOP, path).replaceAll('\\', '/');
  return place.replace(/^(functions\/)?node_modules\//, '');
}

const leftOutModules = new Map(
  Object.entries(LEFT_OUT).flatMap(([glob, kept]) => {
    const paths = globSync(`${MODULES}/${glob}`, { cwd: TOP }).map((file) => join(TOP, file));
    if (paths.length === 0) throw new Error(`There is no ${glob}: where is it in the library now?`);
    return paths.map((path) => [path, leftOutModule(path, kept)]);
  }),
);

const leanSdks = {
  name: 'lean-sdks',
  setup({ onLoad, onResolve }) {
    const namespace = 'at-first-use';
    onResolve({ filter: new RegExp(`^(${AT_FIRST_USE.join('|')})$`) }, ({ path, kind }) =>
      // Only our code and the Functions SDK import it so. The rest is in the SDKs' file itself.
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
      return { contents: usedJson(path, await readFile(path, 'utf8')), loader: 'json' };
    });
  },
};

/** Returns the part of a JSON file that is used. */
function usedJson(path, text) {
  const json = JSON.parse(text, (name, value) =>
    path.endsWith('protos.json') && DESCRIPTIONS_LEFT_OUT.test(name) ? undefined : value,
  );
  const { name, version } = json;
  return JSON.stringify(path.endsWith('package.json') ? { name, version } : json);
}
