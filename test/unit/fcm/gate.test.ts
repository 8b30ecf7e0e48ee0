import assert from 'node:assert/strict';
import type { SendRequest } from '../../../functions/src/fcm/fcm-sender.ts';
import { withGate } from '../../../functions/src/fcm/gate.ts';
import type { Platform } from '../../../functions/src/fcm/message.ts';
import { type Answer, classify } from '../../../functions/src/fcm/outcome.ts';
import { DOWN, OK } from '../delivery/world.ts';

const WAIT_MS = 60_000;
const LOOK_EVERY_MS = 15_000;
const BROKEN: Answer = { status: 401, body: '' };
const THRESHOLD = 25;
const CIRCUIT_MS = 30_000;
const to = (platform?: Platform): SendRequest => ({
  to: { token: 't' },
  payload: {},
  ...(platform && { platform }),
});

describe('The gate to FCM', () => {
  let now: number;
  let answer: Answer;
  let requests: number;
  let looks: number;
  /** What it told of. */
  let told: string[];
  /** What a look at the switch answers; an error is thrown. */
  let seen: boolean | Error | 'hangs';

  beforeEach(() => {
    now = 0;
    answer = OK;
    requests = 0;
    looks = 0;
    told = [];
    seen = false;
  });

  const gate = (waitMs = WAIT_MS) =>
    withGate(
      async () => {
        requests += 1;
        return answer;
      },
      {
        isPaused: async () => {
          looks += 1;
          if (seen === 'hangs') await new Promise(() => {});
          if (seen instanceof Error) throw seen;
          return seen === true;
        },
        onPaused: () => told.push('paused'),
        onRefused: (detail) => told.push(detail),
        waitMs,
        now: () => now,
      },
    );

  describe('while sending is paused', () => {
    it('answers the first request already without FCM, as one to come back with later', async () => {
      seen = true;
      const outcome = classify(await gate()(to()), now);
      assert.equal(requests, 0);
      assert.equal(outcome.kind, 'unavailable');
      assert.partialDeepStrictEqual(outcome, { code: 'PAUSED', retryAfterMs: WAIT_MS });
    });

    it('looks once for requests at once, and not again within 15 s', async () => {
      const send = gate();
      assert.equal(looks, 0, 'an idle instance reads nothing');
      await Promise.all(Array.from({ length: 100 }, () => send(to())));
      now = LOOK_EVERY_MS - 1;
      await send(to());
      assert.equal(looks, 1);
      assert.equal(requests, 101);
    });

    it('notices a pause and its end within 15 s, and tells of it once', async () => {
      const send = gate();
      await send(to());
      seen = true;
      for (let look = 0; look < 3; look += 1) {
        now += LOOK_EVERY_MS;
        await send(to());
      }
      assert.deepEqual([requests, told], [1, ['paused']]);
      seen = false;
      now += LOOK_EVERY_MS;
      assert.equal(await send(to()), OK);
      seen = true;
      now += LOOK_EVERY_MS;
      await send(to());
      assert.equal(told.length, 2);
    });

    it('looks anew at a push that comes back, however short it waited', async () => {
      const send = gate(2_000);
      seen = true;
      await send(to());
      seen = false;
      now = 2_000;
      assert.equal(await send(to()), OK);
    });

    it('sends when a look fails, and holds a pause that it has seen', async () => {
      const send = gate();
      seen = new Error('UNAVAILABLE');
      assert.equal(await send(to()), OK);
      seen = true;
      now += LOOK_EVERY_MS;
      await send(to());
      seen = new Error('UNAVAILABLE');
      now += LOOK_EVERY_MS;
      await send(to());
      assert.equal(requests, 1);
    });

    it('sends when a look hangs', async function () {
      this.timeout(10_000);
      seen = 'hangs';
      assert.equal(await gate()(to()), OK);
    });
  });

  describe('while FCM refuses the project', () => {
    async function times(
      count: number,
      send: ReturnType<typeof gate>,
      platform: Platform = 'android',
    ): Promise<Answer[]> {
      const answers: Answer[] = [];
      for (let i = 0; i < count; i += 1) answers.push(await send(to(platform)));
      return answers;
    }

    it('asks no more after so many such answers in a row, and says so once', async () => {
      answer = BROKEN;
      const answers = await times(THRESHOLD + 100, gate());
      assert.equal(requests, THRESHOLD);
      assert.deepEqual(answers.at(-1), BROKEN);
      assert.deepEqual(told, ['401']);
    });

    it('lets one probe through after a while, and all when that works', async () => {
      answer = BROKEN;
      const send = gate();
      await times(THRESHOLD, send);
      now += CIRCUIT_MS;
      await times(10, send);
      assert.equal(requests, THRESHOLD + 1, 'one probe a pause');
      now += CIRCUIT_MS;
      answer = OK;
      assert.ok((await times(10, send)).every((each) => each === OK));
      assert.equal(requests, THRESHOLD + 11);
    });

    it('holds up no other platform, whatever it is that breaks one', async () => {
      const send = gate();
      for (const platform of ['android', 'ios', 'web'] as const) {
        requests = 0;
        answer = BROKEN;
        await times(THRESHOLD + 1, send, platform);
        assert.equal(requests, THRESHOLD, platform);
      }
    });

    it('goes on where Apple or the web refuse the key of one app or build', async () => {
      const details = [{ errorCode: 'THIRD_PARTY_AUTH_ERROR' }];
      answer = { status: 401, body: JSON.stringify({ error: { details } }) };
      await times(2 * THRESHOLD, gate(), 'ios');
      assert.equal(requests, 2 * THRESHOLD);
    });

    it('goes on while anything works in between, and counts no outage', async () => {
      const send = gate();
      answer = BROKEN;
      await times(THRESHOLD - 1, send);
      answer = OK;
      await times(1, send);
      answer = BROKEN;
      await times(THRESHOLD - 1, send);
      answer = DOWN;
      await times(THRESHOLD, send);
      assert.equal(requests, 3 * THRESHOLD - 1);
      assert.deepEqual(told, []);
      answer = BROKEN;
      await times(1, send);
      assert.equal(told.length, 1, 'an outage tells nothing of the project either');
    });
  });
});
