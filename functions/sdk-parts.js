/**
 * Which parts of Google's SDKs and other libraries the bundle has, and when an instance loads them.
 * `lean-sdks.js` applies this. The kit does not: its app has the whole SDKs.
 */

/** These parts are in a file beside the functions. An instance loads it when it first needs one. */
export const AT_FIRST_USE = [
  ...['app', 'app-check', 'auth', 'firestore', 'functions'].map((part) => `firebase-admin/${part}`),
  ...['gcp-metadata', 'google-auth-library'],
  // Only pushes need these. No user waits for them.
  ...['@formatjs/intl-localematcher', 'intl-messageformat'],
];

/** Parts of Firestore's service description: options, and messages that none of our calls needs. */
const DESCRIPTIONS = [
  '\\(.*|parsedOptions|admin|api|longrunning|(Create|Delete|Get|Update)Document.*',
  'BitSequence|BloomFilter|Document(Change|Delete|Remove)|ExistenceFilter',
  '(ExecutePipeline|ExplainStats|Listen|PartitionQuery|StructuredPipeline|Target).*',
  '.*DescriptorProto|(Enum|Extension|Field|File|Message|Method|Oneof|Service).*Options',
  '(Feature|File|Source).*',
].join('|');
export const DESCRIPTIONS_LEFT_OUT = new RegExp(`^(${DESCRIPTIONS})$`);

/**
 * Modules that this code does not use, by globs below `node_modules`, with the code that replaces
 * them: what libraries need at their start. `none` is a class without instances. Any other use
 * throws an error that names the file.
 */
export const LEFT_OUT = {
  // Messages as compiled code. The client makes them from JSON, except for pipelines and bundles.
  '@google-cloud/firestore-api/build/protos/protos.js': '',
  '@google-cloud/firestore/build/protos/firestore_v1_proto_api.js': `
    exports.google = { firestore: { v1: { Value: none } } };`,
  // Creates databases, indexes and backups.
  '@google-cloud/firestore-api/build/src/v1/firestore_admin_client.js': `
    exports.FirestoreAdminClient = none;`,
  // Another query language.
  '@google-cloud/firestore/build/src/pipelines/index.js': 'exports.Pipeline = none;',
  '@google-cloud/firestore/build/src/pipelines/pipeline-util.js': `
    exports.isString = (value) => typeof value === 'string';`,
  // Listening, vectors, decimals, bundles, and query profiles.
  '@google-cloud/firestore/build/src/{bundle,quadruple,query-profile,watch}.js': '',
  '@google-cloud/firestore/build/src/reference/vector-query.js': 'exports.VectorQuery = none;',
  // A client for any service of Google's. Only the parts for gRPC are kept.
  'google-gax/build/src/fallback.js': `
    Object.assign(exports, require('./gax'), require('./googleError'));`,
  'google-gax/build/src/index.js': `
    Object.assign(exports, require('./createApiCall'), require('./googleError'), require('./grpc'));
    Object.assign(exports, require('./paginationCalls/pageDescriptor'), require('./status'));
    Object.assign(exports, require('./streamingCalls/streamDescriptor'), require('./util'));
    Object.assign(exports, require('./streamingCalls/streaming'), require('./warnings'));
    exports.grpc = require('@grpc/grpc-js');
    exports.loggingUtils = require('google-logging-utils');
    exports.protobuf = require('protobufjs');
    exports.routingHeader = require('./routingHeader');
    exports.version = require('../../package.json').version;
    exports.LocationsClient = class { async close() {} };`,
  // Hashes the service description, as the key of a map with one entry.
  'object-hash/index.js': 'exports.default = String;',
  // Traces, and logs of each call.
  '@google-cloud/firestore/build/src/telemetry/enabled-trace-util.js': `
    exports.EnabledTraceUtil = require('./disabled-trace-util').DisabledTraceUtil;`,
  '@opentelemetry/api/{build/src/index.js,dist/index.cjs}': '',
  'google-gax/build/src/observability/{LoggerHelper,TracerHelper}.js': '',
  'google-gax/build/src/observability/contextUtil.js': `
    exports.getSettingsDefaultDomain = exports.setSettingsDefaultDomain = () => undefined;`,
  'google-gax/build/src/observability/util.js': `
    exports.checkLoggingEnabled = exports.checkTracingEnabled = () => false;`,
  // A gRPC server, and ways to balance load that Firestore does not ask for.
  '@grpc/grpc-js/build/src/{certificate-provider,orca,server{,-credentials,-interceptors},single-subchannel-channel}.js':
    '',
  '@grpc/grpc-js/build/src/load-balancer-{outlier-detection,weighted-round-robin}.js': `
    exports.setup = () => {};`,
  // Parses `.proto` files, describes messages to other programs, and checks messages.
  '@grpc/proto-loader/build/src/util.js': 'exports.addCommonProtos = () => {};',
  'protobufjs/src/{parse,tokenize}.js': '',
  'protobufjs/src/verifier.js': 'module.exports = () => () => none;',
  'protobufjs/ext/descriptor/index.js': `
    const { Enum, Root, Type } = require('../..');
    Root.prototype.toDescriptor = () => ({ file: [] });
    const described = { $type: { toObject: () => ({}) } };
    Enum.prototype.toDescriptor = Type.prototype.toDescriptor = () => described;`,
  // Credentials of other clouds, and a second copy of the same library.
  'google-auth-library/build/src/auth/{aws{client,requestsigner},{downscoped,external,identitypool,pluggable-auth-}client}.js':
    '',
  'gcp-metadata/node_modules/gaxios/build/cjs/src/index.js': `
    module.exports = require('../../../../../../google-auth-library/node_modules/gaxios');`,
  // Management of accounts. Only the check of a token is kept.
  'firebase-admin/lib/auth/auth-api-request.js': `
    const { FIREBASE_AUTH_EMULATOR_HOST: emulatorHostValue } = process.env;
    const handler = leftOut('firebase-admin/lib/auth/auth-api-request.js', { emulatorHostValue });
    exports.AuthRequestHandler = class { constructor() { return handler; } };
    exports.useEmulator = () => Boolean(emulatorHostValue);`,
  'firebase-admin/lib/auth/{auth-config,project-config,tenant,user-record}.js': '',
  'firebase-admin/lib/auth/{project-config,tenant}-manager.js': `
    exports.ProjectConfigManager = exports.TenantManager = class { constructor() { return none; } };`,
  // The keys for the check of a token. The Admin SDK caches them, and Node.js can read them.
  'jose/dist/webapi/index.js': `
    import { createPublicKey } from 'node:crypto';
    export const importJWK = async (key) => createPublicKey({ key, format: 'jwk' });`,
  'jwks-rsa/src/wrappers/{cache,rateLimit}.js': 'exports.default = none;',
  // Polyfills, version checks, and multipart answers.
  'json-bigint/index.js': 'exports.parse = JSON.parse;',
  'readable-stream/readable.js': "module.exports = require('stream');",
  'semver/index.js': 'exports.satisfies = () => true;',
  'web-streams-polyfill/dist/ponyfill.es2018.js': '',
  '@fastify/busboy/index.js': '',
  'node-fetch/src/utils/multipart-parser.js': `
    export const toFormData = leftOut('node-fetch/src/utils/multipart-parser.js', {});`,
  // Decodes events. Only some functions get any.
  'firebase-functions/protos/compiledFirestore.mjs': `
    const v1 = () => require('./sdks.cjs').events.google.events.cloud.firestore.v1;
    const DocumentEventData = { decode: (bytes) => v1().DocumentEventData.decode(bytes) };
    export const google = { events: { cloud: { firestore: { v1: { DocumentEventData } } } } };`,
};
