/**
 * What of Google's SDKs and other libraries an instance reads, and when. `lean-sdks.js` does it. Paths are
 * those below `node_modules`, with slashes on every machine.
 */

/** Each a file of its own in `lib/`, which an instance loads when something of it is used. */
export const AT_FIRST_USE = [
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

/** What few instances use: all in one file, of which each module is loaded when it is used. */
export const SELDOM_USED = [
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

/** What nothing here calls. If something does, it throws an error that says so. */
export const LEFT_OUT = [
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

/** What is used, by something that needs less of it. */
export const STAND_INS = [
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
    contents: `module.exports = () => () => () => { throw new Error('verify() is left out: see functions/sdk-parts.js'); };`,
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

/** What TypeScript has compiled, so that what it requires can be required where it is used. */
export const TYPESCRIPT =
  /node_modules\/(@google-cloud|@grpc|firebase-admin|gaxios|gcp-metadata|google-[a-z-]+|proto3-json-serializer)\/.*\.js$/;
