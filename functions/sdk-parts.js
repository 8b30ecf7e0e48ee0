/**
 * What of Google's SDKs and other libraries an instance reads at its start, and when it runs them.
 * `lean-sdks.js` does it. None of this is in the kit, whose app has those SDKs whole.
 */

/** In a file beside the functions, which an instance reads when it first uses something of it. */
export const AT_FIRST_USE = [
  ...['app', 'app-check', 'auth', 'firestore', 'functions'].map((part) => `firebase-admin/${part}`),
  ...['gcp-metadata', 'google-auth-library'],
  // To write to somebody, which is not what a user waits for.
  ...['@formatjs/intl-localematcher', 'intl-messageformat'],
];

/** Of the description of the service Firestore: options, and what none of our calls needs. */
const DESCRIPTIONS = [
  '\\(.*|parsedOptions|admin|api|longrunning|(Create|Delete|Get|Update)Document.*',
  'BitSequence|BloomFilter|Document(Change|Delete|Remove)|ExistenceFilter',
  '(ExecutePipeline|ExplainStats|Listen|PartitionQuery|StructuredPipeline|Target).*',
  '.*DescriptorProto|(Enum|Extension|Field|File|Message|Method|Oneof|Service).*Options',
  '(Feature|File|Source).*',
].join('|');
export const DESCRIPTIONS_LEFT_OUT = new RegExp(`^(${DESCRIPTIONS})$`);

/**
 * What nothing here uses, by globs below `node_modules`, and beside it what is kept: what libraries
 * ask for all the same, in fewer words. `none` is a class that nothing is an instance of. Any other
 * use throws an error that names the file.
 */
export const LEFT_OUT = {
  // Messages as compiled code. The client makes them from JSON; only pipelines and bundles do not.
  '@google-cloud/firestore-api/build/protos/protos.js': '',
  '@google-cloud/firestore/build/protos/firestore_v1_proto_api.js': `
    exports.google = { firestore: { v1: { Value: none } } };`,
  // To make databases, indexes and backups.
  '@google-cloud/firestore-api/build/src/v1/firestore_admin_client.js': `
    exports.FirestoreAdminClient = none;`,
  // A query language of its own, beside queries.
  '@google-cloud/firestore/build/src/pipelines/index.js': 'exports.Pipeline = none;',
  '@google-cloud/firestore/build/src/pipelines/pipeline-util.js': `
    exports.isString = (value) => typeof value === 'string';`,
  // To listen; vectors, decimals, bundles, and what a query took.
  '@google-cloud/firestore/build/src/{bundle,quadruple,query-profile,watch}.js': '',
  '@google-cloud/firestore/build/src/reference/vector-query.js': 'exports.VectorQuery = none;',
  // A client for any service of Google's, but for what one by gRPC takes.
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
  // A key for a map of services' descriptions, of which there is one.
  'object-hash/index.js': 'exports.default = String;',
  // Traces, and a log of each call.
  '@google-cloud/firestore/build/src/telemetry/enabled-trace-util.js': `
    exports.EnabledTraceUtil = require('./disabled-trace-util').DisabledTraceUtil;`,
  '@opentelemetry/api/{build/src/index.js,dist/index.cjs}': '',
  'google-gax/build/src/observability/{LoggerHelper,TracerHelper}.js': '',
  'google-gax/build/src/observability/contextUtil.js': `
    exports.getSettingsDefaultDomain = exports.setSettingsDefaultDomain = () => undefined;`,
  'google-gax/build/src/observability/util.js': `
    exports.checkLoggingEnabled = exports.checkTracingEnabled = () => false;`,
  // To be a gRPC server, and to balance as only a service's own configuration asks for.
  '@grpc/grpc-js/build/src/{certificate-provider,orca,server{,-credentials,-interceptors},single-subchannel-channel}.js':
    '',
  '@grpc/grpc-js/build/src/load-balancer-{outlier-detection,weighted-round-robin}.js': `
    exports.setup = () => {};`,
  // To read `.proto` files, to describe messages to a server's callers, and to check messages.
  '@grpc/proto-loader/build/src/util.js': 'exports.addCommonProtos = () => {};',
  'lodash.camelcase/index.js': `
    module.exports = (method) => method[0].toLowerCase() + method.slice(1);`,
  'protobufjs/src/{parse,tokenize}.js': '',
  'protobufjs/src/verifier.js': 'module.exports = () => () => none;',
  'protobufjs/ext/descriptor/index.js': `
    const { Enum, Root, Type } = require('../..');
    Root.prototype.toDescriptor = () => ({ file: [] });
    const described = { $type: { toObject: () => ({}) } };
    Enum.prototype.toDescriptor = Type.prototype.toDescriptor = () => described;`,
  // Credentials of other clouds and of others, and the same version of a library a second time.
  'google-auth-library/build/src/auth/{aws{client,requestsigner},{downscoped,external,identitypool,pluggable-auth-}client}.js':
    '',
  'gcp-metadata/node_modules/gaxios/build/cjs/src/index.js': `
    module.exports = require('../../../../../../google-auth-library/node_modules/gaxios');`,
  // Of users' accounts all but the check of a token.
  'firebase-admin/lib/auth/auth-api-request.js': `
    const { FIREBASE_AUTH_EMULATOR_HOST: emulatorHostValue } = process.env;
    const handler = leftOut('firebase-admin/lib/auth/auth-api-request.js', { emulatorHostValue });
    exports.AuthRequestHandler = class { constructor() { return handler; } };
    exports.useEmulator = () => Boolean(emulatorHostValue);`,
  'firebase-admin/lib/auth/{auth-config,project-config,tenant,user-record}.js': '',
  'firebase-admin/lib/auth/{project-config,tenant}-manager.js': `
    exports.ProjectConfigManager = exports.TenantManager = class { constructor() { return none; } };`,
  // Keys to check a token by: the Admin SDK keeps them, and Node.js reads them.
  'jose/dist/webapi/index.js': `
    import { createPublicKey } from 'node:crypto';
    export const importJWK = async (key) => createPublicKey({ key, format: 'jwk' });`,
  'jwks-rsa/src/wrappers/{cache,rateLimit}.js': 'exports.default = none;',
  // What Node.js has or is new enough for, and answers in many parts.
  'json-bigint/index.js': 'exports.parse = JSON.parse;',
  'readable-stream/readable.js': "module.exports = require('stream');",
  'semver/index.js': 'exports.satisfies = () => true;',
  'web-streams-polyfill/dist/ponyfill.es2018.js': '',
  '{@fastify/busboy/index,node-fetch/src/utils/multipart-parser}.js': '',
  // Decodes events, of which only some functions are told.
  'firebase-functions/protos/compiledFirestore.mjs': `
    const v1 = () => require('./sdks.cjs').events.google.events.cloud.firestore.v1;
    const DocumentEventData = { decode: (bytes) => v1().DocumentEventData.decode(bytes) };
    export const google = { events: { cloud: { firestore: { v1: { DocumentEventData } } } } };`,
};
