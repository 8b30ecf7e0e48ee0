import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { join, relative } from 'node:path';
import { isModuleNamespaceObject } from 'node:util/types';
import { reachedByMethods } from './firestore-messages.js';

/**
 * Leaves out of the bundle what Google's SDKs load and these functions never use, and to another
 * file what few use. It makes a cold start wait for less code to be read and run, and saves memory.
 */

const require = createRequire(import.meta.url);

/** Each a file of its own in `lib/`, which an instance loads when something of it is used. */
const AT_FIRST_USE = [
  'firebase-admin/app',
  'firebase-admin/app-check',
  'firebase-admin/auth',
  'firebase-admin/firestore',
  'firebase-admin/functions',
  'gcp-metadata',
  'google-auth-library',
  // To write to somebody, which is not what a user waits for.
  '@formatjs/intl-localematcher',
  'intl-messageformat',
];

const MODULES = join(import.meta.dirname, 'node_modules');

/** What few instances use: all in one file, of which each module is loaded when it is used. */
const SELDOM_USED = [
  // To listen, to count, to write and to delete in bulk; vectors, decimals and bundles.
  '@google-cloud/firestore/build/src/{bundle,quadruple*,query-profile,rate-limiter,recursive-delete,watch}.js',
  '@google-cloud/firestore/build/src/reference/{aggregate,vector}-*.js',
  '@google-cloud/firestore/build/src/pipelines/{pipeline-util,structured-pipeline,stage}.js',
  // To call over REST, in batches and for operations that take long; to trace and to log each call.
  'google-gax/build/src/{fallbackServiceStub,pathTemplate,streamArrayParser,transcoding}.js',
  'google-gax/build/src/{bundlingCalls,longRunningCalls}/*.js',
  'google-gax/build/src/observability/{*Helper,errorUtil}.js',
  'proto3-json-serializer/build/src/index.js',
  // To serve, and what a service's own configuration may ask for.
  '@grpc/grpc-js/build/src/{certificate-provider,orca,server-credentials,service-config,single-subchannel-channel}.js',
  // Credentials that are not those of the place where the function runs.
  'google-auth-library/build/src/auth/{aws*,baseexternal*,certificate*,defaultaws*,downscoped*,executable*,external*,file*,identitypool*,impersonated,oauth2common,pluggable*,refresh*,sts*,url*}.js',
  'google-auth-library/build/src/gtoken/*.js',
];

const MOVED = 'Does the SDK have it elsewhere now?';

const SELDOM_FILES = SELDOM_USED.flatMap((pattern) => {
  const files = globSync(pattern, { cwd: MODULES }).sort();
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

/** What nothing here calls. If something does, it throws an error that says so. */
const LEFT_OUT = [
  // Messages as compiled code. The client makes them from JSON; only pipelines and bundles do not.
  /firestore-api\/build\/protos\/protos\.js$/,
  /firestore\/build\/protos\/firestore_v1_proto_api\.js$/,
  /google-gax\/build\/protos\/(iam_service|locations|operations)\.js$/,
  // To make databases, indexes and backups.
  /firestore-api\/build\/src\/v1\/firestore_admin_client\.js$/,
  /google-gax\/build\/src\/(iamService|operationsClient)\.js$/,
  // A query language of its own, beside queries.
  /firestore\/build\/src\/pipelines\/(index|pipelines|expression)\.js$/,
  // To upload files.
  /google-gax\/build\/src\/resumable\w+\.js$/,
  // To be a gRPC server.
  /grpc-js\/build\/src\/server(-interceptors|-call)?\.js$/,
  // To read `.proto` files.
  /protobufjs\/src\/(parse|tokenize)\.js$/,
  // Node.js has it.
  /web-streams-polyfill\/dist\/ponyfill/,
];

const leftOut = (path) => `
  const used = () => {
    throw new Error(${JSON.stringify(`${path} is left out of the bundle: see functions/lean-sdks.js`)});
  };
  module.exports = new Proxy(class {}, {
    get: (target, key) =>
      key === 'prototype' ? target.prototype : key === Symbol.hasInstance ? () => false : module.exports,
    apply: used,
    construct: used,
  });`;

/** What is used, by something that needs less of it. */
const STAND_INS = [
  {
    // Every client has one, and makes it from JSON although nobody asks where Firestore is.
    filter: /google-gax\/build\/src\/locationService\.js$/,
    contents: 'exports.LocationsClient = class { async close() {} };',
  },
  {
    // Messages described for reflection, which only a server is asked for.
    filter: /protobufjs\/ext\/descriptor\/index\.js$/,
    contents: `
      const { Enum, Root, Type } = require('../..');
      Root.prototype.toDescriptor = () => ({ file: [] });
      const described = { $type: { toObject: () => ({}) } };
      Enum.prototype.toDescriptor = Type.prototype.toDescriptor = () => described;`,
  },
  {
    // A check of messages that nobody asks for, compiled for each kind of them.
    filter: /protobufjs\/src\/verifier\.js$/,
    contents: `module.exports = () => () => () => { throw new Error('verify() is left out: see functions/lean-sdks.js'); };`,
  },
  {
    // What `.proto` files may import.
    filter: /@grpc\/proto-loader\/build\/src\/util\.js$/,
    contents: 'exports.addCommonProtos = () => {};',
  },
  {
    // Only a service's own configuration asks for them, and Firestore has none.
    filter: /grpc-js\/build\/src\/load-balancer-(outlier-detection|weighted-round-robin)\.js$/,
    contents: 'exports.setup = () => {};',
  },
  {
    // Node's own streams, as the package itself takes with READABLE_STREAM=disable.
    filter: /readable-stream\/readable\.js$/,
    contents: "module.exports = require('stream');",
  },
  {
    // Decodes events, of which only some functions are told.
    filter: /firebase-functions\/protos\/compiledFirestore\.mjs$/,
    contents: `
      const v1 = () => require('lib:firestore-events').default.google.events.cloud.firestore.v1;
      const DocumentEventData = { decode: (bytes) => v1().DocumentEventData.decode(bytes) };
      export const google = { events: { cloud: { firestore: { v1: { DocumentEventData } } } } };`,
  },
];

const TYPESCRIPT =
  /node_modules\/(@google-cloud|@grpc|firebase-admin|gaxios|gcp-metadata|google-[a-z-]+|proto3-json-serializer)\/.*\.js$/;

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
      onLoad({ filter }, async ({ path }) => {
        unmet.delete(filter);
        return contentsOf(path);
      });
    };
    for (const filter of LEFT_OUT) {
      replace(filter, (path) => ({ contents: leftOut(path.replace(/^.*node_modules\//, '')) }));
    }
    for (const { filter, contents } of STAND_INS) {
      replace(filter, (path) => ({ contents, resolveDir: path.replace(/[^/]*$/, '') }));
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
    onLoad({ filter: TYPESCRIPT }, async ({ path, suffix }) => {
      const file = relative(MODULES, path);
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
