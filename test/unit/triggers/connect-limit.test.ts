import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createSecureServer, type Http2Server } from 'node:http2';
import { createRequire } from 'node:module';
import { type AddressInfo, connect } from 'node:net';
import { limitConnecting } from '../../../functions/src/triggers/connect-limit.ts';
import { until } from '../../e2e/until.ts';
import { Relay } from '../fcm/http2-relay.ts';

/** The part of gRPC that is used here. The module is the one that Firestore's client has. */
interface Grpc {
  readonly credentials: {
    createSsl(root: Buffer, key: null, chain: null, options: object): object;
  };
  readonly Client: new (
    address: string,
    credentials: object,
    options: object,
  ) => {
    makeUnaryRequest(
      method: string,
      serialize: (value: null) => Buffer,
      deserialize: () => object,
      value: null,
      done: (error: { readonly details: string } | null) => void,
    ): void;
    close(): void;
  };
}
const grpc: Grpc = createRequire(new URL('../../../functions/package.json', import.meta.url))(
  '@grpc/grpc-js',
);

const fixture = (name: string) =>
  readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url));
const cert = fixture('google-certificate');
/** An empty gRPC message: not compressed, no bytes. */
const EMPTY = Buffer.alloc(5);

const LIMITS = { firstWordMs: 300, hearingMs: 50 };
/** Longer than both. */
const LATER_MS = 600;

const later = () => new Promise((resolve) => setTimeout(resolve, LATER_MS));

describe('A new connection to Firestore', () => {
  let server: Http2Server;
  let relay: Relay;
  let client: InstanceType<Grpc['Client']>;
  let stop: () => void;

  beforeEach(async () => {
    server = createSecureServer({ cert, key: fixture('google-key') });
    server.on('stream', (stream) => {
      const headers = { ':status': 200, 'content-type': 'application/grpc' };
      stream.respond(headers, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(EMPTY);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    relay = await Relay.start((server.address() as AddressInfo).port);
    stop = limitConnecting(relay.port, LIMITS);
    const anyName = { checkServerIdentity: () => undefined };
    const secure = grpc.credentials.createSsl(cert, null, null, anyName);
    const options = { 'grpc.ssl_target_name_override': 'firestore.googleapis.com' };
    client = new grpc.Client(`127.0.0.1:${relay.port}`, secure, options);
  });
  afterEach(async () => {
    stop();
    client.close();
    await relay.close();
    server.close();
  });

  const call = () =>
    new Promise<string>((resolve) => {
      const bytes = () => Buffer.alloc(0);
      const done = (error: { readonly details: string } | null) => resolve(error?.details ?? 'ok');
      client.makeUnaryRequest('/service/method', bytes, () => ({}), null, done);
    });

  it('whose TLS handshake is not answered is given up, and the next is made', async () => {
    relay.ignoreNext(1);
    assert.match(await call(), /the peer says nothing/);
    await until('the next is made', async () => (await call()) === 'ok');
  });

  it('that is answered stays', async () => {
    assert.equal(await call(), 'ok');
    await later();
    relay.ignoreNext(1);
    assert.equal(await call(), 'ok', 'not over a new one');
  });

  it('is another matter than one to somebody else', async () => {
    const silent = await Relay.start((server.address() as AddressInfo).port);
    silent.ignoreNext(1);
    const socket = connect(silent.port, '127.0.0.1');
    await later();
    assert.equal(socket.destroyed, false);
    socket.destroy();
    await silent.close();
  });
});
