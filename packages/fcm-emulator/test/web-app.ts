import { createECDH, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import ece from 'http_ece';
import { type Answer, property, type RunningEmulator, serve } from './running-emulator.ts';

/** What the app's installation is called unless it is told otherwise. */
export const FID = 'dXZlcnkgbG9uZyBmaWQtMQ';

/** A web app that calls the emulator as the Firebase JS SDK does. */
export class WebApp {
  readonly #emulator: RunningEmulator;
  #authToken = '';
  #refreshToken = '';

  constructor(emulator: RunningEmulator) {
    this.#emulator = emulator;
  }

  ask(
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return this.#emulator.request(method, `v1/projects/p/${path}`, body, {
      'content-type': 'application/json',
      accept: 'application/json',
      'x-goog-api-key': 'demo',
      'x-goog-firebase-installations-auth': `FIS ${this.#authToken}`,
      ...headers,
    });
  }

  /** Answers what it was installed as. */
  async install(fid = FID): Promise<unknown> {
    const { body } = await this.ask('POST', 'installations', {
      fid,
      authVersion: 'FIS_v2',
      appId: '1:1234567890:web:abc',
      sdkVersion: 'w:0.6.24',
    });
    this.#authToken = String(property(body, 'authToken', 'token'));
    this.#refreshToken = String(property(body, 'refreshToken'));
    return body;
  }

  get refreshing(): Readonly<Record<string, string>> {
    return { authorization: `FIS_v2 ${this.#refreshToken}` };
  }

  /** Answers a subscription at the emulator's own push service. */
  async subscribe(): Promise<Subscription> {
    const { body } = await this.#emulator.control('POST', 'push');
    return {
      origin: 'localhost',
      endpoint: String(property(body, 'endpoint')),
      p256dh: String(property(body, 'keys', 'p256dh')),
      auth: String(property(body, 'keys', 'auth')),
    };
  }

  /** As `getToken` does: answers the registration token. */
  async getToken(web: object): Promise<string> {
    return String(property((await this.ask('POST', 'registrations', { web })).body, 'token'));
  }

  /** As `register` does. */
  register(web: object): Promise<Answer> {
    return this.ask('POST', 'registrations', { web, fcm_sdk_version: '0.13.3' });
  }

  unregister(tokenOrFid: string): Promise<Answer> {
    return this.ask('DELETE', `registrations/${tokenOrFid}`);
  }
}

/** What the Firebase SDK says of a browser's push subscription. */
export interface Subscription {
  readonly origin: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

interface ReceivedPush {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Decrypted with the keys of the subscription. */
  readonly payload: unknown;
}

/** A push service and a browser behind it: what comes to a subscription is decrypted by its keys. */
export class PushServer {
  readonly received: ReceivedPush[] = [];
  /** What it answers from now on. */
  status = 201;
  readonly #privateKey = createECDH('prime256v1');
  readonly #publicKey = this.#privateKey.generateKeys('base64url');
  readonly #authSecret = randomBytes(16);
  #server: Awaited<ReturnType<typeof serve>> | undefined;

  static async start(): Promise<PushServer> {
    const pushServer = new PushServer();
    pushServer.#server = await serve(async (request, response) => {
      pushServer.#receive(request.url ?? '', request.headers, await buffer(request));
      response.writeHead(pushServer.status).end();
    });
    return pushServer;
  }

  get origin(): string {
    return this.#server?.origin ?? '';
  }

  /** `web` of a registration, as the Firebase SDK sends it. */
  subscription(path = '/push/1'): Subscription {
    return {
      origin: '127.0.0.1:5000',
      endpoint: this.origin + path,
      p256dh: this.#publicKey,
      auth: this.#authSecret.toString('base64url'),
    };
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  #receive(path: string, headers: IncomingHttpHeaders, body: Buffer): void {
    const keys = { privateKey: this.#privateKey, authSecret: this.#authSecret };
    const text = ece.decrypt(body, { version: 'aes128gcm', ...keys }).toString('utf8');
    this.received.push({ path, headers, payload: JSON.parse(text) });
  }
}
