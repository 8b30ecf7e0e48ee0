import { createECDH, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import ece from 'http_ece';
import { type Answer, property, type RunningEmulator } from './running-emulator.ts';

/** The installation ID of the app, unless a test gives another one. */
export const FID = 'dXZlcnkgbG9uZyBmaWQtMQ';

/** A web app that calls the emulator as the Firebase JS SDK does. */
export class WebApp {
  readonly #emulator: RunningEmulator;
  #authToken = '';
  #refreshToken = '';

  constructor(emulator: RunningEmulator) {
    this.#emulator = emulator;
  }

  ask(method: string, path: string, body?: object, headers: object = {}): Promise<Answer> {
    return this.#emulator.request(method, `v1/projects/p/${path}`, body, {
      'content-type': 'application/json',
      accept: 'application/json',
      'x-goog-api-key': 'demo',
      'x-goog-firebase-installations-auth': `FIS ${this.#authToken}`,
      ...headers,
    });
  }

  /** Returns the answer to the installation. */
  async install(fid = FID): Promise<unknown> {
    const request = { fid, authVersion: 'FIS_v2', appId: '1:1234567890:web:abc' };
    const { body } = await this.ask('POST', 'installations', request);
    this.#authToken = String(property(body, 'authToken', 'token'));
    this.#refreshToken = String(property(body, 'refreshToken'));
    return body;
  }

  get refreshing(): Readonly<Record<string, string>> {
    return { authorization: `FIS_v2 ${this.#refreshToken}` };
  }

  /** Returns a subscription at the emulator's own push service. */
  async subscribe(): Promise<Subscription> {
    const { body } = await this.#emulator.control('POST', 'push');
    return {
      origin: 'localhost',
      endpoint: String(property(body, 'endpoint')),
      p256dh: String(property(body, 'keys', 'p256dh')),
      auth: String(property(body, 'keys', 'auth')),
    };
  }

  /** Registers as `getToken` does, and returns the registration token. */
  async getToken(web: object): Promise<string> {
    return String(property((await this.ask('POST', 'registrations', { web })).body, 'token'));
  }

  /** Registers as `register` does, by the installation ID. */
  register(web: object): Promise<Answer> {
    return this.ask('POST', 'registrations', { web, fcm_sdk_version: '0.13.3' });
  }

  unregister(tokenOrFid: string): Promise<Answer> {
    return this.ask('DELETE', `registrations/${tokenOrFid}`);
  }
}

/** A browser's push subscription, as the Firebase SDK describes it. */
export interface Subscription {
  readonly origin: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

interface ReceivedPush {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Decrypted with the keys of the subscription. */
  readonly payload: unknown;
}

/** A push service on a free port, with a browser that decrypts the pushes. */
export class PushServer {
  readonly received: ReceivedPush[] = [];
  /** The status of its answers. */
  status = 201;
  readonly #privateKey = createECDH('prime256v1');
  readonly #publicKey = this.#privateKey.generateKeys('base64url');
  readonly #authSecret = randomBytes(16);
  readonly #server = createServer(async (request, response) => {
    const { url: path, headers } = request;
    const keys = { privateKey: this.#privateKey, authSecret: this.#authSecret };
    const text = ece.decrypt(await buffer(request), { version: 'aes128gcm', ...keys });
    this.received.push({ path, headers, payload: JSON.parse(text.toString('utf8')) });
    response.writeHead(this.status).end();
  });

  static async start(): Promise<PushServer> {
    const pushServer = new PushServer();
    pushServer.#server.listen(0, '127.0.0.1');
    await once(pushServer.#server, 'listening');
    return pushServer;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Returns `web` of a registration, as the Firebase SDK sends it. */
  subscription(path = '/push/1'): Subscription {
    return {
      origin: '127.0.0.1:5000',
      endpoint: this.origin + path,
      p256dh: this.#publicKey,
      auth: this.#authSecret.toString('base64url'),
    };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
