import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as pass } from 'node:timers/promises';
import { freePort } from '../../tools/launcher/ports.ts';
import { Relay } from '../unit/fcm/http2-relay.ts';
import type { Instance } from './instance.ts';
import { comment, firestoreHost, google, person, records, start } from './production.ts';
import { documentEvent } from './requests.ts';

/** The details have the type google.rpc.ErrorInfo. */
const DENIED = {
  'content-type': 'application/grpc',
  'grpc-status': '7',
  'grpc-message': 'Denied.',
  'grpc-status-details-bin':
    'CAcaUgoodHlwZS5nb29nbGVhcGlzLmNvbS9nb29nbGUucnBjLkVycm9ySW5mbxImChRRVU9UQV9QUk9KRUNUX0RFTklFRBIOZ29vZ2xlYXBpcy5jb20=',
};
/** Longer than a connection is used without a ping, in ms. */
const FREEZE_MS = 6_000;
/** Time for a ping and a new connection on a busy machine, in ms. */
const SOON_MS = 5_000;
/** Time for Firestore's keepalive, its timeout, and a new connection, in ms. */
const KEEPALIVE_MS = 25_000;
/** Time until a handshake without an answer is given up, a back-off, and a new one, in ms. */
const HANDSHAKE_MS = 15_000;

type Fail = (firestore: Relay, fcm: Relay) => void;

const hangUpBoth: Fail = (firestore, fcm) => {
  firestore.hangUp();
  fcm.hangUp();
};
const ignoreNext = (firestore: Relay, fcm: Relay) => {
  hangUpBoth(firestore, fcm);
  firestore.ignoreNext(1);
};

/** What the network does and when, and within how many ms the next comment is delivered. */
const FAILURES: readonly [string, 'at the start' | 'later' | 'in a freeze', Fail, number][] = [
  ['FCM falls silent', 'in a freeze', (_, fcm) => fcm.fallSilent(), SOON_MS],
  ['Firestore falls silent', 'in a freeze', (firestore) => firestore.fallSilent(), KEEPALIVE_MS],
  ['both hang up', 'in a freeze', hangUpBoth, SOON_MS],
  ['both hang up and Firestore ignores a connection', 'later', ignoreNext, HANDSHAKE_MS],
  ['Firestore ignores two', 'at the start', (each) => each.ignoreNext(2), 2 * HANDSHAKE_MS],
];

/** Delivers one comment, and returns the time in ms. */
async function deliver(instance: Instance, name: string, time = new Date()): Promise<number> {
  const event = await comment(await person(), name);
  const startedAt = performance.now();
  const { status } = await documentEvent(instance, { ...event, time });
  const tookMs = performance.now() - startedAt;
  assert.equal(status, 204, instance.output);
  assert.deepEqual((await records(name))[0]?.counts, { delivered: 1 }, instance.output);
  return tookMs;
}

/** Delivers a comment after a failure, and returns the time in ms. */
async function deliverDespite([name, when, fail]: (typeof FAILURES)[number]): Promise<number> {
  await using closing = new AsyncDisposableStack();
  const relayTo = async (port: number) =>
    closing.adopt(await Relay.start(port), (relay) => relay.close());
  const firestore = await relayTo(Number(firestoreHost().split(':')[1]));
  const fcm = await relayTo(google.tlsPort);
  const instance = closing.use(
    await start('onCommentCreated', {
      google: { tlsPort: fcm.port, plainPort: google.plainPort },
      firestoreHost: `127.0.0.1:${firestore.port}`,
    }),
  );
  if (when !== 'at the start') await deliver(instance, `before ${name}`);
  if (when === 'in a freeze') instance.signal('SIGSTOP');
  fail(firestore, fcm);
  if (when === 'in a freeze') {
    await pass(FREEZE_MS);
    instance.signal('SIGCONT');
  }
  return await deliver(instance, name);
}

describe('A comment is delivered soon after', function () {
  this.timeout(90_000);
  const deliveries: Promise<number>[] = [];

  // All at once, because they mostly wait.
  before(() => {
    for (const failure of FAILURES) {
      const delivery = deliverDespite(failure);
      // The test of this failure reports it.
      delivery.catch(() => {});
      deliveries.push(delivery);
    }
  });

  for (const [i, [what, when, , limitMs]] of FAILURES.entries()) {
    it(`${what} ${when}`, async () => {
      const tookMs = await deliveries[i];
      assert.ok(tookMs !== undefined && tookMs < limitMs, `${tookMs} ms`);
    });
  }
});

describe('An instance', function () {
  this.timeout(30_000);

  it('that cannot connect to Google gets the event again, and then delivers it', async () => {
    const port = await freePort();
    await using instance = await start('onCommentCreated', {
      google: { tlsPort: port, plainPort: google.plainPort },
    });
    const event = await comment(await person(), 'refused');
    // It reaches neither FCM nor Cloud Tasks.
    assert.equal((await documentEvent(instance, event)).status, 500);
    assert.equal((await records('refused'))[0]?.state, 'waiting');
    assert.deepEqual(
      instance.errors.map((line) => line.event),
      ['function.failed'],
    );
    const lines = instance.output.trim().split('\n');
    assert.equal(lines.length, instance.logs.length, 'the platform prints no stack trace');
    const back = await Relay.start(google.tlsPort, port);
    assert.equal((await documentEvent(instance, event)).status, 204);
    assert.equal(google.asked('cloudtasks.googleapis.com').length, 1);
    await back.close();
  });

  it('whose clock is a minute wrong delivers events from its past and its future', async () => {
    await using instance = await start('onCommentCreated');
    await deliver(instance, 'slow-clock', new Date(Date.now() + 60_000));
    await deliver(instance, 'fast-clock', new Date(Date.now() - 60_000));
  });

  it('that Firestore refuses logs Google’s reason, which the emulator does not give', async () => {
    const server = createServer();
    server.on('stream', (stream) => stream.respond(DENIED, { endStream: true }));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    await using instance = await start('onCommentCreated', { firestoreHost: `127.0.0.1:${port}` });
    const event = { path: 'posts/one/comments/two', fields: {} };
    assert.equal((await documentEvent(instance, event)).status, 500);
    assert.match(JSON.stringify(instance.errors), /7 PERMISSION_DENIED: Denied\./);
    server.close();
  });
});
