import { createPublicKey, createSign } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const TLS = new URL('../fixtures/tls/', import.meta.url);
const key = readFileSync(new URL('google-key.pem', TLS), 'utf8');
const cert = readFileSync(new URL('google-certificate.pem', TLS), 'utf8');
const JWK = { ...createPublicKey(cert).export({ format: 'jwk' }), kid: 'tested', alg: 'RS256' };
/** Of the authority that a function is to trust: the certificate is its own. */
export const AUTHORITY_PATH = fileURLToPath(new URL('google-certificate.pem', TLS));

export const PROJECT = 'production-app';
export const SERVICE_ACCOUNT = 'default@production-app.iam.gserviceaccount.com';
const HOUR_SECONDS = 3600;
/** More than Node's 64 KB, with which a busy server keeps its clients waiting, bytes. */
const WINDOW = 2 ** 20;

export interface GoogleRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface GoogleAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/** What a service says to a request, or a promise that never ends. */
export type Service = (request: GoogleRequest) => GoogleAnswer | Promise<GoogleAnswer>;

export const never: Service = () => new Promise(() => {});

/** FCM, Cloud Tasks, the metadata server and the keys of Firebase Auth, on ports of loopback. */
export class Google {
  fcm: Service = accepts;
  tasks: Service = ({ body }) => ({ json: { name: JSON.parse(body).task.name } });
  /** The access token of the metadata server. */
  token: Service = () => ({
    json: { access_token: `access-${++this.#tokens}`, expires_in: HOUR_SECONDS },
  });
  /** All that the others are not asked. */
  rest: Service = () => ({ status: 404 });
  readonly requests: GoogleRequest[] = [];
  /** Connections of FCM, Cloud Tasks and Auth. */
  readonly sessions = new Set<ServerHttp2Session>();
  #tokens = 0;

  readonly #secure = createSecureServer(
    { key, cert, allowHTTP1: true, settings: { initialWindowSize: WINDOW } },
    (request, response) => void this.#answer(request, response),
  ).on('session', (session) => {
    session.setLocalWindowSize(WINDOW);
    session.on('error', () => {});
    session.on('close', () => this.sessions.delete(session));
    this.sessions.add(session);
  });
  readonly #plain = createServer((request, response) => void this.#answer(request, response));

  static async start(): Promise<Google> {
    const google = new Google();
    for (const server of [google.#secure, google.#plain]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    return google;
  }

  get tlsPort(): number {
    return (this.#secure.address() as AddressInfo).port;
  }
  get plainPort(): number {
    return (this.#plain.address() as AddressInfo).port;
  }

  /** Requests to a host so far, of those whose path ends so. */
  asked(host: string, path = ''): GoogleRequest[] {
    return this.requests.filter((each) => each.host === host && each.path.endsWith(path));
  }

  /** Messages that FCM was asked to send, in order. */
  messages(): Message[] {
    return this.asked('fcm.googleapis.com').map(({ body }) => JSON.parse(body).message);
  }

  /** All services as at the start, with nothing asked yet. */
  reset(): void {
    const fresh = new Google();
    Object.assign(this, { fcm: fresh.fcm, tasks: fresh.tasks, token: fresh.token });
    this.requests.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.sessions) session.destroy();
    this.#plain.closeAllConnections();
    this.#secure.close();
    this.#plain.close();
  }

  async #answer(
    incoming: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse,
  ): Promise<void> {
    const { headers, method = '', url: path = '' } = incoming;
    const authority = headers[':authority'] ?? headers.host ?? '';
    const host = String(authority).replace(/:\d+$/, '');
    const request = { method, host, path, headers, body: await text(incoming) };
    this.requests.push(request);
    const { status = 200, headers: own, json = {} } = await this.#service(request)(request);
    if (response.destroyed) return;
    response.statusCode = status;
    const all = { 'content-type': 'application/json', 'metadata-flavor': 'Google', ...own };
    for (const [name, value] of Object.entries(all)) response.setHeader(name, value);
    response.end(typeof json === 'string' ? json : JSON.stringify(json));
  }

  #service({ host, path }: GoogleRequest): Service {
    if (host === 'fcm.googleapis.com') return this.fcm;
    if (host === 'cloudtasks.googleapis.com') return this.tasks;
    if (path.endsWith('/jwks')) return () => ({ json: { keys: [JWK] } });
    if (path.includes('/robot/v1/metadata/x509/')) return () => ({ json: { tested: cert } });
    if (/\/token(\?|$)/.test(path)) return this.token;
    if (path.endsWith('/email')) return () => ({ json: SERVICE_ACCOUNT });
    if (path.endsWith('/project-id')) return () => ({ json: PROJECT });
    if (path.startsWith('/computeMetadata/')) return () => ({});
    return this.rest;
  }
}

export interface Message {
  readonly token: string;
  readonly data: Readonly<Record<string, string>>;
}

let accepted = 0;
function accepts(): GoogleAnswer {
  return { json: { name: `projects/${PROJECT}/messages/${++accepted}` } };
}

/** An ID token as Firebase Auth signs it for a user who has signed in. */
export function idToken(uid: string): string {
  const issuer = `https://securetoken.google.com/${PROJECT}`;
  return signed({ iss: issuer, aud: PROJECT, sub: uid, user_id: uid });
}

/** An App Check token, as an app of the project gets it. */
export function appCheckToken(): string {
  const issuer = 'https://firebaseappcheck.googleapis.com/1';
  return signed({ iss: issuer, aud: ['projects/1', `projects/${PROJECT}`], sub: '1:1:web:app' });
}

function signed(claims: object): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const times = { auth_time: now, iat: now, exp: now + HOUR_SECONDS };
  const content = `${encode({ alg: 'RS256', kid: 'tested', typ: 'JWT' })}.${encode({ ...claims, ...times })}`;
  const signature = createSign('RSA-SHA256').update(content).sign(key, 'base64url');
  return `${content}.${signature}`;
}
