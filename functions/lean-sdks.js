import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/**
 * Leaves out of the bundle what Google's SDKs load and these functions never use: two thirds of
 * them. It makes a cold start wait for less code to be read, and saves memory.
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
];

/** To build them, by the names of their files. */
export const sdkEntries = Object.fromEntries(
  AT_FIRST_USE.map((name) => [name.replace('/', '-'), require.resolve(name)]),
);

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
];

/** Firestore's messages without the Admin API's, and without the options that code generators read. */
function withoutOptions(json) {
  const { google } = json.nested;
  const { firestore, protobuf } = google.nested;
  for (const name of ['api', 'longrunning']) delete google.nested[name];
  delete firestore.nested.admin;
  const descriptors = require('protobufjs/google/protobuf/descriptor.json');
  for (const name in descriptors.nested.google.nested.protobuf.nested) delete protobuf.nested[name];
  return JSON.stringify(json, (key, value) =>
    key.startsWith('(') || key === 'parsedOptions' ? undefined : value,
  );
}

/** @returns a module that loads another one when something of it is used */
const atFirstUse = (file, names) => `
  Object.defineProperty(exports, '__esModule', { value: true });
  for (const name of ${JSON.stringify(names)}) {
    Object.defineProperty(exports, name, { enumerable: true, get: () => require(${JSON.stringify(file)}).default[name] });
  }`;

export const leanSdks = {
  name: 'lean-sdks',
  setup({ onEnd, onLoad, onResolve, resolve }) {
    const namespace = 'at-first-use';
    const met = new Set();
    const replace = (filter, contentsOf) =>
      onLoad({ filter }, async ({ path }) => {
        met.add(filter);
        return contentsOf(path);
      });
    for (const filter of LEFT_OUT) {
      replace(filter, (path) => ({ contents: leftOut(path.replace(/^.*node_modules\//, '')) }));
    }
    for (const { filter, contents } of STAND_INS) {
      replace(filter, (path) => ({ contents, resolveDir: path.replace(/[^/]*$/, '') }));
    }
    replace(/firestore-api\/build\/protos\/protos\.json$/, async (path) => ({
      contents: withoutOptions(JSON.parse(await readFile(path, 'utf8'))),
      loader: 'json',
    }));

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
    onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: atFirstUse(`./${path}.cjs`, Object.keys(require(sdkEntries[path]))),
    }));
    onResolve({ filter: /./, namespace }, ({ path }) => ({ path, external: true }));

    onEnd(() => ({
      errors: LEFT_OUT.filter((filter) => !met.has(filter)).map((filter) => ({
        text: `Nothing is left out by ${filter}: does the SDK have it elsewhere now?`,
      })),
    }));
  },
};
