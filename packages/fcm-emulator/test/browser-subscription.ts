import { createECDH, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import ece from 'http_ece';

export interface ReceivedPush {
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
  readonly #server: Server;
  readonly #privateKey = createECDH('prime256v1');
  readonly #authSecret = randomBytes(16);

  private constructor(server: Server) {
    this.#server = server;
    this.#privateKey.generateKeys();
  }

  static async start(): Promise<PushServer> {
    const server = createServer();
    const pushServer = new PushServer(server);
    server.on('request', async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      pushServer.#receive(request.url ?? '', request.headers, Buffer.concat(chunks));
      response.writeHead(pushServer.status).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return pushServer;
  }

  get origin(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('It does not listen.');
    return `http://127.0.0.1:${address.port}`;
  }

  /** `web` of a registration, as the Firebase SDK sends it. */
  subscription(path = '/push/1') {
    return {
      origin: '127.0.0.1:5000',
      endpoint: this.origin + path,
      p256dh: this.#privateKey.getPublicKey('base64url'),
      auth: this.#authSecret.toString('base64url'),
    };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #receive(path: string, headers: IncomingHttpHeaders, body: Buffer): void {
    const keys = { privateKey: this.#privateKey, authSecret: this.#authSecret };
    const text = ece.decrypt(body, { version: 'aes128gcm', ...keys }).toString('utf8');
    this.received.push({ path, headers, payload: JSON.parse(text) });
  }
}
