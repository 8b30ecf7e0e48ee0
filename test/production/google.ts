import { createSign, generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
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
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const TLS = join(import.meta.dirname, '..', '..', 'tools', 'metering', 'tls');
/** The authority that a function must trust: the server's certificate is self-signed. */
export const AUTHORITY_PATH = join(TLS, 'loopback-certificate.pem');

export const PROJECT = 'production-app';
export const SERVICE_ACCOUNT = 'default@production-app.iam.gserviceaccount.com';
const HOUR_SECONDS = 3600;
/** Name of the key that signs tokens. */
const KEY_ID = 'tested';
/** Window in bytes. With Node's 64 KB, a busy server makes its clients wait. */
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

export type Service = (request: GoogleRequest) => GoogleAnswer | Promise<GoogleAnswer>;

export const never = (): Promise<GoogleAnswer> => new Promise(() => {});

/** FCM, Cloud Tasks, the metadata server and the keys of Firebase Auth, on local ports. */
export class Google {
  fcm: Service = () => ({ json: { name: `projects/${PROJECT}/messages/accepted` } });
  tasks: Service = ({ body }) => ({ json: { name: JSON.parse(body).task.name } });
  /** Access tokens of the metadata server. */
  token: Service = () => ({
    json: { access_token: `access-${++this.#tokens}`, expires_in: HOUR_SECONDS },
  });
  /** All other services. */
  rest: Service = () => ({ status: 404 });
  readonly requests: GoogleRequest[] = [];
  readonly #sessions = new Set<ServerHttp2Session>();
  #tokens = 0;

  readonly #secure = createSecureServer(
    {
      key: readFileSync(join(TLS, 'loopback-key.pem')),
      cert: readFileSync(AUTHORITY_PATH),
      allowHTTP1: true,
      settings: { initialWindowSize: WINDOW },
    },
    (request, response) => void this.#answer(request, response),
  ).on('session', (session) => {
    session.setLocalWindowSize(WINDOW);
    session.on('error', () => {});
    session.on('close', () => this.#sessions.delete(session));
    this.#sessions.add(session);
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

  /** Returns the requests to a host so far, whose path ends like this. */
  asked(host: string, path = ''): GoogleRequest[] {
    return this.requests.filter((each) => each.host === host && each.path.endsWith(path));
  }

  /** Deletes all requests, and resets all services. */
  reset(): void {
    const { fcm, tasks, token } = new Google();
    Object.assign(this, { fcm, tasks, token });
    this.requests.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions) session.destroy();
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
    if (path.endsWith('/jwks')) {
      const jwk = signing().publicKey.export({ format: 'jwk' });
      return () => ({ json: { keys: [{ ...jwk, kid: KEY_ID, alg: 'RS256' }] } });
    }
    if (path.includes('/robot/v1/metadata/x509/')) {
      const pem = signing().publicKey.export({ format: 'pem', type: 'spki' });
      return () => ({ json: { [KEY_ID]: pem } });
    }
    if (/\/token(\?|$)/.test(path)) return this.token;
    if (path.endsWith('/email')) return () => ({ json: SERVICE_ACCOUNT });
    if (path.endsWith('/project-id')) return () => ({ json: PROJECT });
    if (path.startsWith('/computeMetadata/')) return () => ({});
    return this.rest;
  }
}

/** Returns an ID token of a user who is signed in by Firebase Auth. */
export function idToken(uid: string): string {
  const issuer = `https://securetoken.google.com/${PROJECT}`;
  return signed({ iss: issuer, aud: PROJECT, sub: uid, user_id: uid });
}

export function appCheckToken(): string {
  const issuer = 'https://firebaseappcheck.googleapis.com/1';
  return signed({ iss: issuer, aud: ['projects/1', `projects/${PROJECT}`], sub: '1:1:web:app' });
}

let keys: KeyPairKeyObjectResult | undefined;

function signing(): KeyPairKeyObjectResult {
  keys ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  return keys;
}

function signed(claims: object): string {
  const now = Math.floor(Date.now() / 1000);
  const times = { auth_time: now, iat: now, exp: now + HOUR_SECONDS };
  const content = [
    { alg: 'RS256', kid: KEY_ID, typ: 'JWT' },
    { ...claims, ...times },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = createSign('RSA-SHA256').update(content);
  return `${content}.${signature.sign(signing().privateKey, 'base64url')}`;
}
