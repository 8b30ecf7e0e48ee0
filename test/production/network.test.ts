import assert from 'node:assert/strict';
import { setTimeout as pass } from 'node:timers/promises';
import { Relay } from '../unit/fcm/http2-relay.ts';
import type { Instance } from './instance.ts';
import { comment, firestoreHost, google, person, records, start } from './production.ts';
import { documentEvent } from './requests.ts';

/** Longer than a connection is taken for alive without a ping, ms. */
const FREEZE_MS = 6_000;
/** A ping's limit and a new connection, on a busy machine, ms. */
const SOON_MS = 5_000;
/** Firestore's keepalive, its time and its time-out, and a new connection, ms. */
const KEEPALIVE_MS = 25_000;
/** Until a handshake without an answer is given up, a back-off, and a new one, ms. */
const HANDSHAKE_MS = 15_000;

describe('An instance whose network', function () {
  this.timeout(90_000);
  let fcm: Relay;
  let firestore: Relay;
  let instance: Instance;

  beforeEach(async () => {
    fcm = await Relay.start(google.tlsPort);
    firestore = await Relay.start(Number(firestoreHost().split(':')[1]));
    instance = await start('onCommentCreated', {
      google: { tlsPort: fcm.port, plainPort: google.plainPort },
      firestoreHost: `127.0.0.1:${firestore.port}`,
    });
  });
  afterEach(async () => {
    await instance[Symbol.asyncDispose]();
    await Promise.all([fcm.close(), firestore.close()]);
  });

  /** Delivers one comment, and answers how long it took, ms. */
  async function delivering(name: string, time = new Date()): Promise<number> {
    const event = await comment(await person(), name);
    const startedAt = performance.now();
    const { status } = await documentEvent(instance, { ...event, time });
    const took = performance.now() - startedAt;
    assert.equal(status, 204, instance.output);
    assert.deepEqual((await records(name))[0]?.counts, { delivered: 1 }, instance.output);
    return took;
  }

  async function freezing(meanwhile: () => void): Promise<void> {
    instance.signal('SIGSTOP');
    meanwhile();
    await pass(FREEZE_MS);
    instance.signal('SIGCONT');
  }

  it('lost FCM without a word in a freeze: the next push is there in seconds', async () => {
    await delivering('before-silence');
    await freezing(() => fcm.fallSilent());
    const took = await delivering('after-silence');
    assert.ok(took < SOON_MS, `${took} ms`);
  });

  it('lost all connections in a freeze: the next push is there in seconds', async () => {
    await delivering('before-reset');
    await freezing(() => {
      fcm.hangUp();
      firestore.hangUp();
    });
    const took = await delivering('after-reset');
    assert.ok(took < SOON_MS, `${took} ms`);
  });

  it('lost Firestore without a word in a freeze: it is found again', async () => {
    await delivering('before-loss');
    await freezing(() => firestore.fallSilent());
    const took = await delivering('after-loss');
    assert.ok(took < KEEPALIVE_MS, `${took} ms`);
  });

  for (const ignored of [1, 2]) {
    it(`has Firestore take ${ignored} of its first connections and not answer: another is made`, async () => {
      firestore.ignoreNext(ignored);
      const took = await delivering(`cold-${ignored}`);
      assert.ok(took < ignored * HANDSHAKE_MS, `${took} ms`);
    });
  }

  it('has Firestore not answer when it connects anew: another connection is made', async () => {
    await delivering('before-reconnecting');
    firestore.hangUp();
    firestore.ignoreNext(1);
    const took = await delivering('reconnecting');
    assert.ok(took < HANDSHAKE_MS, `${took} ms`);
  });

  it('refuses connections to Google: the event comes again, and is delivered then', async () => {
    const event = await comment(await person(), 'refused');
    const { port } = fcm;
    await fcm.close();
    // Neither FCM nor Cloud Tasks.
    assert.equal((await documentEvent(instance, event)).status, 500);
    assert.equal((await records('refused'))[0]?.state, 'waiting');
    const lines = instance.output.split('\n').filter((line) => line.trim() !== '');
    const severe = lines.map((line) => [JSON.parse(line).severity, JSON.parse(line).event]);
    assert.deepEqual(severe.at(-2), ['ERROR', 'function.failed'], 'once');
    assert.deepEqual(severe.at(-1), ['DEBUG', undefined], 'and no word of the platform’s');
    assert.equal(severe.filter(([severity]) => severity === 'ERROR').length, 1);
    fcm = await Relay.start(google.tlsPort, port);
    assert.equal((await documentEvent(instance, event)).status, 204);
    assert.equal(google.asked('cloudtasks.googleapis.com').length, 1);
  });

  it('has a clock that is a minute off: events from its past and its future are delivered', async () => {
    await delivering('slow-clock', new Date(Date.now() + 60_000));
    await delivering('fast-clock', new Date(Date.now() - 60_000));
  });
});
