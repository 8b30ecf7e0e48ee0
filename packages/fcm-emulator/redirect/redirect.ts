// `node --import fcm-emulator/redirect app.js` runs this before the app's own modules.
import { once } from 'node:events';
import http, { type ClientRequest, type RequestOptions } from 'node:http';
import http2, {
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { duplexPair } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import tls from 'node:tls';
import { fileURLToPath, urlToHttpOptions } from 'node:url';
import { leadFetch } from '../web/lead-fetch.ts';

const FCM_HOSTS: ReadonlySet<string> = new Set([
  'fcm.googleapis.com',
  'iid.googleapis.com',
  'fcmregistrations.googleapis.com',
  'firebaseinstallations.googleapis.com',
]);
/** Where Google's libraries request access tokens. The emulator accepts any token. */
const TOKEN_URLS: ReadonlySet<string> = new Set([
  'https://oauth2.googleapis.com/token',
  'https://accounts.google.com/o/oauth2/token',
  'https://www.googleapis.com/oauth2/v4/token',
]);
/** Set by platforms where a server runs in production. */
const PLATFORMS = ['K_SERVICE', 'CLOUD_RUN_JOB', 'GAE_SERVICE', 'AWS_LAMBDA_FUNCTION_NAME'];
/** Headers of HTTP/1.1 that HTTP/2 forbids. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
]);

const EMULATOR = new URL(`http://${process.env.FCM_EMULATOR_HOST || '127.0.0.1:9298'}`);

requireDevelopment();
// With credentials of a user, libraries do not look for others. The emulator issues their token.
process.env.GOOGLE_APPLICATION_CREDENTIALS ??= fileURLToPath(
  new URL('../redirect/credentials.json', import.meta.url),
);
const fetchDirectly = globalThis.fetch;
leadFetch(({ href }) => emulatorUrl(href));
leadHttps();
leadHttp2();
refuseOthers();
syncBuiltinESMExports();

/** Throws on a production platform, because no push would reach users. */
function requireDevelopment(): void {
  const { NODE_ENV, FUNCTIONS_EMULATOR } = process.env;
  const platform =
    FUNCTIONS_EMULATOR === 'true' ? undefined : PLATFORMS.find((name) => process.env[name]);
  const sign = NODE_ENV === 'production' ? 'NODE_ENV=production' : platform;
  if (sign !== undefined) {
    throw new Error(
      `fcm-emulator/redirect is for development, and ${sign} says that this is production.`,
    );
  }
}

/** Returns the emulator's URL for a request to FCM or for Google's tokens; undefined for all others. */
function emulatorUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, origin, pathname, search } = new URL(url);
  if (TOKEN_URLS.has(origin + pathname)) return `${EMULATOR.origin}/token`;
  return protocol === 'https:' && FCM_HOSTS.has(hostname)
    ? EMULATOR.origin + pathname + search
    : undefined;
}

type Callback = (response: http.IncomingMessage) => void;
type Arguments = [string | URL | RequestOptions, (RequestOptions | Callback)?, Callback?];

function leadHttps(): void {
  const { request } = https;
  const led = (...args: Arguments): ClientRequest => {
    const { options, callback } = readArguments(args);
    const { protocol = 'https:', hostname, host = 'localhost', path = '/' } = options;
    const emulator = emulatorUrl(`${protocol}//${hostname ?? host}${path}`);
    if (emulator === undefined) return Reflect.apply(request, https, args);
    const { agent, createConnection, socketPath, defaultPort, auth, ...rest } = options;
    return http.request({ ...rest, ...urlToHttpOptions(new URL(emulator)) }, callback);
  };
  const get = (...args: Arguments): ClientRequest => led(...args).end();
  Object.assign(https, { request: led, get });
}

/** Parses `request(url, options, callback)`, `request(url, callback)`, `request(options, callback)`. */
function readArguments([input, second, third]: Arguments) {
  const named = typeof input === 'string' ? new URL(input) : input;
  const [options, callback] = typeof second === 'function' ? [{}, second] : [second, third];
  const base = named instanceof URL ? urlToHttpOptions(named) : named;
  return { options: { ...base, ...options }, callback };
}

function leadHttp2(): void {
  const { connect } = http2;
  Object.assign(http2, {
    connect: (...args: Parameters<typeof connect>) => {
      const [authority, options, listener] = args;
      if (emulatorUrl(String(authority)) === undefined) {
        return Reflect.apply(connect, http2, args);
      }
      const session = connectByHttp1(connect);
      const onConnect = typeof options === 'function' ? options : listener;
      if (onConnect) session.once('connect', onConnect);
      return session;
    },
  });
}

/** Returns an HTTP/2 session inside this process. It forwards requests by HTTP/1.1 to the emulator. */
function connectByHttp1(connect: typeof http2.connect): ClientHttp2Session {
  const [near, far] = duplexPair();
  const ignore = (): void => {};
  const server = http2.performServerHandshake(far);
  // The client's side gets each error too, and reports it to the app.
  server.on('error', ignore);
  server.on('stream', (stream, headers) => {
    stream.on('error', ignore);
    forward(stream, headers).catch(() => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR));
  });
  const session = connect(EMULATOR, { createConnection: () => near });
  const { request } = session;
  // firebase-admin writes the scheme as "https:". With the colon, Node.js refuses to receive it.
  session.request = (headers, options) =>
    request.call(session, { ...headers, ':scheme': 'http', ':authority': EMULATOR.host }, options);
  return session;
}

async function forward(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
  const body = await buffer(stream);
  const response = await fetchDirectly(new URL(headers[':path'] ?? '/', EMULATOR), {
    method: headers[':method'] ?? 'GET',
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      name.startsWith(':') ? [] : [[name, String(value)]],
    ),
    ...(body.length > 0 && { body }),
  });
  const answer = Buffer.from(await response.arrayBuffer());
  const kept = [...response.headers].filter(([name]) => !CONNECTION_HEADERS.has(name));
  stream.respond({ ...Object.fromEntries(kept), ':status': response.status });
  stream.end(answer);
  await once(stream, 'close');
}

/** Blocks other ways to the real FCM, such as a proxy: they get an error. */
function refuseOthers(): void {
  const { connect } = tls;
  Object.assign(tls, {
    connect: (...args: Parameters<typeof connect>) => {
      for (const arg of args) {
        const host = typeof arg === 'object' ? (arg.servername ?? arg.host) : arg;
        if (typeof host === 'string' && FCM_HOSTS.has(host)) {
          throw new Error(
            `fcm-emulator/redirect redirects HTTP/2, https and fetch to the emulator, but something else connects to ${host}: nothing was sent.`,
          );
        }
      }
      return Reflect.apply(connect, tls, args);
    },
  });
}
