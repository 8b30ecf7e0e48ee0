import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { isModuleNamespaceObject } from 'node:util/types';
import { reachedByMethods } from './firestore-messages.js';
import { AT_FIRST_USE, LEFT_OUT, SELDOM_USED, STAND_INS, TYPESCRIPT } from './sdk-parts.js';

/**
 * Leaves out of the bundle what Google's SDKs load and these functions never use, and to another
 * file what few use. It makes a cold start wait for less code to be read and run, and saves memory.
 */

const require = createRequire(import.meta.url);

const MODULES = join(import.meta.dirname, '..', 'node_modules');

/** As `sdk-parts.js` says it, from a path of this machine. */
export const withSlashes = (path) => path.replaceAll('\\', '/');
const belowModules = (path) => withSlashes(path).replace(/^.*\/node_modules\//, '');

/** Of a path with slashes, for paths of any machine: esbuild asks with those of this one. */
export const onAnyMachine = (filter) => new RegExp(filter.source.replaceAll('\\/', '[\\\\/]'));

const MOVED = 'Does the SDK have it elsewhere now?';

const SELDOM_FILES = SELDOM_USED.flatMap((pattern) => {
  const files = globSync(pattern, { cwd: MODULES }).map(withSlashes).sort();
  if (files.length === 0) throw new Error(`No file is named ${pattern}. ${MOVED}`);
  return files;
});

/** Its name. */
const SELDOM = 'seldom';

/** To build them, by the names of their files. */
export const sdkEntries = {
  ...Object.fromEntries(
    AT_FIRST_USE.map((name) => [name.replaceAll('/', '-'), require.resolve(name)]),
  ),
  'firestore-events': join(MODULES, 'firebase-functions/protos/compiledFirestore.js'),
  [SELDOM]: SELDOM,
};

const leftOut = (path) => `
  const used = () => {
    throw new Error(${JSON.stringify(`${path} is left out of the bundle: see functions/sdk-parts.js`)});
  };
  module.exports = new Proxy(class {}, {
    get: (target, key) =>
      key === 'prototype' ? target.prototype : key === Symbol.hasInstance ? () => false : module.exports,
    apply: used,
    construct: used,
  });`;

/**
 * @param loaded an expression that loads a module
 * @param exported what it exports
 * @returns a module that loads it when something of it is used
 */
function atFirstUse(loaded, exported) {
  const names = Object.keys(exported).filter((name) => name !== '__esModule');
  return `
    Object.defineProperty(exports, '__esModule', { value: true });
    for (const name of ${JSON.stringify(names)}) {
      Object.defineProperty(exports, name, { enumerable: true, get: () => ${loaded}[name] });
    }`;
}

/**
 * Requires a module where it is used, and not where the file begins, as `lazy` of Babel does.
 * TypeScript names what it imports `name_1` and uses that name for nothing else.
 */
function requireAtUse(code) {
  const paths = new Map();
  const rest = code.replaceAll(
    /^(?:const|var) (\w+_\d+) = require\("(.+)"\);$/gm,
    (line, name, path) => {
      if (isBuiltin(path)) return line;
      paths.set(name, `(require(${JSON.stringify(path)}))`);
      return '';
    },
  );
  return rest.replaceAll(/\b\w+_\d+\b/g, (name) => paths.get(name) ?? name);
}

export const leanSdks = {
  name: 'lean-sdks',
  setup({ onEnd, onLoad, onResolve, resolve }) {
    const namespace = 'at-first-use';
    const unmet = new Set();
    const replace = (filter, contentsOf) => {
      unmet.add(filter);
      onLoad({ filter: onAnyMachine(filter) }, async ({ path }) => {
        unmet.delete(filter);
        return contentsOf(path);
      });
    };
    for (const filter of LEFT_OUT) {
      replace(filter, (path) => ({ contents: leftOut(belowModules(path)) }));
    }
    for (const { filter, contents } of STAND_INS) {
      replace(filter, (path) => ({ contents, resolveDir: dirname(path) }));
    }
    replace(/firestore-api\/build\/protos\/protos\.json$/, async (path) => ({
      contents: reachedByMethods(JSON.parse(await readFile(path, 'utf8'))),
      loader: 'json',
    }));
    // All that is asked of one.
    replace(/node_modules\/.*\/package\.json$/, async (path) => {
      const { name, version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });

    onResolve({ filter: new RegExp(`^(${AT_FIRST_USE.join('|')})$`) }, async (asked) => {
      if (asked.kind === 'entry-point' || asked.pluginData === namespace) return;
      const { path } = await resolve(asked.path, {
        kind: 'require-call',
        resolveDir: asked.resolveDir,
        pluginData: namespace,
      });
      // A library may have another version of it to itself.
      const entry = Object.keys(sdkEntries).find((name) => sdkEntries[name] === path);
      return entry && { path: entry, namespace };
    });
    onLoad({ filter: /./, namespace }, ({ path }) => {
      const exported = require(sdkEntries[path]);
      // A CommonJS module is the default of the file that is made of it.
      const loaded = `require('lib:${path}')${isModuleNamespaceObject(exported) ? '' : '.default'}`;
      return { contents: atFirstUse(loaded, exported) };
    });
    onResolve({ filter: /^lib:/ }, ({ path }) => ({
      path: path.replace(/^lib:(.*)/, './$1.cjs'),
      external: true,
    }));

    onResolve({ filter: new RegExp(`^${SELDOM}$`) }, ({ path }) => ({ path, namespace: SELDOM }));
    onLoad({ filter: /./, namespace: SELDOM }, () => ({
      contents: SELDOM_FILES.map(
        (file) => `exports[${JSON.stringify(file)}] = () => require('./${file}?${SELDOM}');`,
      ).join('\n'),
      resolveDir: MODULES,
    }));
    onResolve({ filter: new RegExp(`\\?${SELDOM}$`) }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace(/\?.*$/, '')),
      suffix: `?${SELDOM}`,
    }));
    unmet.add(TYPESCRIPT);
    onLoad({ filter: onAnyMachine(TYPESCRIPT) }, async ({ path, suffix }) => {
      const file = withSlashes(relative(MODULES, path));
      if (suffix === '' && SELDOM_FILES.includes(file)) {
        return {
          contents: atFirstUse(`require('lib:${SELDOM}').default['${file}']()`, require(path)),
        };
      }
      const code = await readFile(path, 'utf8');
      const contents = requireAtUse(code);
      if (contents !== code) unmet.delete(TYPESCRIPT);
      return { contents };
    });

    onEnd(() => ({
      errors: [...unmet].map((filter) => ({ text: `Nothing is replaced by ${filter}. ${MOVED}` })),
    }));
  },
};
