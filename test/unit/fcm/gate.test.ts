import assert from 'node:assert/strict';
import { withGate } from '../../../functions/src/fcm/gate.ts';
import { classify } from '../../../functions/src/fcm/outcome.ts';
import { OK } from '../delivery/world.ts';

const WAIT_MS = 60_000;
const READ_INTERVAL_MS = 15_000;

describe('The gate to FCM', () => {
  let now: number;
  let requests: number;
  let reads: number;
  let noticed: number;
  /** The result of a read of the switch. An error is thrown. */
  let paused: boolean | Error | 'hangs';

  beforeEach(() => {
    [now, requests, reads, noticed, paused] = [0, 0, 0, 0, false];
  });

  function gate(waitMs = WAIT_MS) {
    const send = withGate(
      async () => {
        requests += 1;
        return OK;
      },
      {
        async isPaused() {
          reads += 1;
          if (paused === 'hangs') await new Promise(() => {});
          if (paused instanceof Error) throw paused;
          return paused === true;
        },
        onPaused() {
          noticed += 1;
        },
        waitMs,
        now: () => now,
      },
    );
    return () => send({ to: { token: 't' }, payload: {} });
  }

  it('answers without FCM while sending is paused: the push comes back later', async () => {
    paused = true;
    const outcome = classify(await gate()(), now);
    assert.equal(requests, 0);
    const later = { kind: 'unavailable', code: 'PAUSED', retryAfterMs: WAIT_MS };
    assert.partialDeepStrictEqual(outcome, later);
  });

  it('reads the switch once for concurrent requests, and not again within 15 s', async () => {
    const send = gate();
    assert.equal(reads, 0, 'an idle instance reads nothing');
    await Promise.all(Array.from({ length: 100 }, send));
    now = READ_INTERVAL_MS - 1;
    await send();
    assert.deepEqual([reads, requests], [1, 101]);
  });

  it('notices a pause and its end within 15 s, and reports each pause once', async () => {
    const send = gate();
    await send();
    paused = true;
    for (let read = 0; read < 3; read += 1) {
      now += READ_INTERVAL_MS;
      await send();
    }
    assert.deepEqual([requests, noticed], [1, 1]);
    paused = false;
    now += READ_INTERVAL_MS;
    assert.equal(await send(), OK);
    paused = true;
    now += READ_INTERVAL_MS;
    await send();
    assert.equal(noticed, 2);
  });

  it('reads the switch again for a push that comes back, even if it waits less than 15 s', async () => {
    const send = gate(2_000);
    paused = true;
    await send();
    paused = false;
    now = 2_000;
    assert.equal(await send(), OK);
  });

  it('keeps the last value when a read fails: at first it sends', async () => {
    const send = gate();
    const failure = new Error('UNAVAILABLE');
    paused = failure;
    assert.equal(await send(), OK);
    paused = true;
    now += READ_INTERVAL_MS;
    await send();
    paused = failure;
    now += READ_INTERVAL_MS;
    await send();
    assert.equal(requests, 1);
  });

  it('sends when a read hangs', async function () {
    this.timeout(10_000);
    paused = 'hangs';
    assert.equal(await gate()(), OK);
  });
});
