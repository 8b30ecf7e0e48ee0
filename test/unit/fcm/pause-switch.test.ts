import assert from 'node:assert/strict';
import { classify } from '../../../functions/src/fcm/outcome.ts';
import { withPauseSwitch } from '../../../functions/src/fcm/pause-switch.ts';
import { commented, DOWN, LIMITS, OK } from '../delivery/world.ts';

const WAIT_MS = 60_000;
const LOOK_EVERY_MS = 15_000;
const request = { to: { token: 't' }, payload: {} };

describe('withPauseSwitch', () => {
  let now = 0;
  let requests = 0;
  let looks = 0;
  let noticed = 0;
  /** What a look answers; an error is thrown. */
  let seen: boolean | Error = false;
  let hanging = false;

  const send = (waitMs = WAIT_MS) =>
    withPauseSwitch(
      async () => {
        requests += 1;
        return OK;
      },
      {
        isPaused: async () => {
          looks += 1;
          if (hanging) await new Promise(() => {});
          if (seen instanceof Error) throw seen;
          return seen;
        },
        onPaused: () => {
          noticed += 1;
        },
        waitMs,
      },
      () => now,
    );

  beforeEach(() => {
    now = 0;
    requests = 0;
    looks = 0;
    noticed = 0;
    seen = false;
    hanging = false;
  });

  it('answers the first request already without FCM, as one to come back with later', async () => {
    seen = true;
    const outcome = classify(await send()(request), now);
    assert.equal(requests, 0);
    assert.equal(outcome.kind, 'unavailable');
    assert.partialDeepStrictEqual(outcome, { code: 'PAUSED', retryAfterMs: WAIT_MS });
  });

  it('looks once for requests at once, and not again within 15 s', async () => {
    const paused = send();
    assert.equal(looks, 0, 'an idle instance reads nothing');
    await Promise.all(Array.from({ length: 100 }, () => paused(request)));
    now = LOOK_EVERY_MS - 1;
    await paused(request);
    assert.equal(looks, 1);
    assert.equal(requests, 101);
  });

  it('notices a pause and its end within 15 s, and tells of it once', async () => {
    const paused = send();
    await paused(request);
    seen = true;
    for (let look = 0; look < 3; look += 1) {
      now += LOOK_EVERY_MS;
      await paused(request);
    }
    assert.deepEqual([requests, noticed], [1, 1]);
    seen = false;
    now += LOOK_EVERY_MS;
    assert.equal(await paused(request), OK);
    seen = true;
    now += LOOK_EVERY_MS;
    await paused(request);
    assert.equal(noticed, 2);
  });

  it('looks anew at a push that comes back, however short it waited', async () => {
    const paused = send(2_000);
    seen = true;
    await paused(request);
    seen = false;
    now = 2_000;
    assert.equal(await paused(request), OK);
  });

  it('sends when a look fails, and holds a pause that it has seen', async () => {
    const paused = send();
    seen = new Error('UNAVAILABLE');
    assert.equal(await paused(request), OK);
    seen = true;
    now += LOOK_EVERY_MS;
    await paused(request);
    seen = new Error('UNAVAILABLE');
    now += LOOK_EVERY_MS;
    await paused(request);
    assert.equal(requests, 1);
  });

  it('sends when a look hangs', async function () {
    this.timeout(10_000);
    hanging = true;
    assert.equal(await send()(request), OK);
  });
});

describe('A delivery while sending is paused', () => {
  it('stays pending, a minute at a time and without a request, and is sent once after that', async () => {
    const world = commented();
    let paused = true;
    const pausable = { isPaused: async () => paused, onPaused() {}, waitMs: LIMITS.quotaMs };
    const { send, now } = world.process().ports;
    const process = world.process({ ports: { send: withPauseSwitch(send, pausable, now) } });

    await world.event(process);
    for (let minute = 1; minute <= 30; minute += 1) {
      assert.equal(world.record().nextAttemptAt, world.now + LIMITS.quotaMs);
      assert.partialDeepStrictEqual(world.record().pending?.[0], {
        requests: 0,
        lastCode: 'PAUSED',
      });
      world.now += LIMITS.quotaMs;
      await world.runDue(process);
    }
    assert.deepEqual(world.sent, []);

    paused = false;
    world.now += LIMITS.quotaMs;
    world.fcm = () => DOWN;
    await world.runDue(process);
    assert.equal(
      world.record().nextAttemptAt,
      world.now + LIMITS.unavailableMs,
      'FCM’s first failure',
    );
    world.now += LIMITS.unavailableMs;
    world.fcm = () => OK;
    await world.runDue(process);
    assert.deepEqual(world.told, ['mina comment']);
    assert.deepEqual(world.record().counts, { delivered: 1 });
  });
});
