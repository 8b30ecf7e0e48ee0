import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createFcmSender, type FcmSender } from '../../../functions/src/fcm/fcm-sender.ts';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';

/** More requests than a simple server keeps waiting. */
const BATCH = 150;
const CONNECTIONS = 16;
const TIMEOUT_MS = 1_000;

const payload = { notification: { title: 'Title', body: 'Body' } };
const tokenOf = (i: number): string => `secret-token-${i}`;

describe('The sender to a plain HTTP/1.1 server', () => {
  let server: Server;
  let fcm: FcmSender;
  let clock = 0;
  let onRequest: (response: ServerResponse, body: string) => void;

  beforeEach(async () => {
    server = createServer(async (request, response) => {
      onRequest(response, await text(request));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    fcm = createFcmSender({
      origin: `http://127.0.0.1:${port}`,
      projectId: 'p',
      accessTokens: { current: async () => 'access', drop() {} },
      timeoutMs: TIMEOUT_MS,
      now: () => clock,
    });
  });
  afterEach(async () => {
    fcm.close();
    server.closeAllConnections();
    if (server.listening) await new Promise((closed) => server.close(closed));
  });

  const send = (i: number) => fcm.send({ to: { token: tokenOf(i) }, payload });
  const sendBatch = () => Promise.all(Array.from({ length: BATCH }, (_, i) => send(i)));
  const accepted = (one: Answer) => 'status' in one && one.status === 200;

  it('sends all over few connections, and returns failures after the server has stopped', async () => {
    const bodies: string[] = [];
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    onRequest = (response, body) => {
      bodies.push(body);
      setImmediate(() => response.end('{}'));
    };
    assert.ok((await sendBatch()).every(accepted));
    assert.equal(connections, CONNECTIONS);
    assert.equal(new Set(bodies).size, BATCH);
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    assert.ok('failure' in (await send(0)));
  });

  it('gives each request its full timeout, even after a long wait for a connection', async () => {
    const rounds = Math.ceil(BATCH / CONNECTIONS);
    const slowMs = (2 * TIMEOUT_MS) / rounds;
    onRequest = (response) => setTimeout(() => response.end('{}'), slowMs);
    assert.ok((await sendBatch()).every(accepted));
    onRequest = () => {};
    assert.ok('failure' in (await send(0)));
  });

  it('does not send a request that has waited too long for a connection', async () => {
    const waiting: ServerResponse[] = [];
    const { promise: allBusy, resolve } = Promise.withResolvers<void>();
    onRequest = (response) => {
      if (waiting.push(response) === CONNECTIONS) resolve();
    };
    const busy = Promise.all(Array.from({ length: CONNECTIONS }, (_, i) => send(i)));
    const late = fcm.send({ to: { token: 'late' }, payload, notAfter: clock });
    const early = fcm.send({ to: { token: 'early' }, payload, notAfter: clock + 1 });
    await allBusy;
    clock += 1;
    onRequest = (response) => response.end('{}');
    for (const response of waiting) response.end('{}');
    assert.deepEqual(await late, { unasked: 'TOO_LATE', retryAfterMs: 1_000 });
    assert.ok(accepted(await early));
    assert.ok((await busy).every(accepted));
  });
});
