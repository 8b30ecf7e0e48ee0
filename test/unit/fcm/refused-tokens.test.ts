import assert from 'node:assert/strict';
import { sendRound } from '../../../functions/src/delivery/send-round.ts';
import type { SendRequest } from '../../../functions/src/fcm/fcm-sender.ts';
import type { Push } from '../../../functions/src/fcm/message.ts';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';
import { refusedTokens } from '../../../functions/src/fcm/refused-tokens.ts';
import { DOWN, OK, pushTo, World } from '../delivery/world.ts';

describe('A device whose token FCM refuses', () => {
  const refused: Answer = {
    status: 400,
    body: JSON.stringify({
      error: { details: [{ fieldViolations: [{ field: 'message.token' }] }] },
    }),
  };
  const cases: readonly [string, Push[], Answer, string[]][] = [
    [
      'goes when another accepted the same shape',
      [pushTo('bad'), pushTo('good')],
      DOWN,
      ['tokenRemoved', 'delivered'],
    ],
    ['goes when a dry run passes', [pushTo('bad')], OK, ['tokenRemoved']],
    ['stays when nothing proves the payload good', [pushTo('bad')], refused, ['tokenRefused']],
    ['stays when the dry run gets no answer', [pushTo('bad')], DOWN, ['tokenRefused']],
    [
      'stays on iOS, where an APNs key may be at fault',
      [pushTo('bad', 'ios'), pushTo('good')],
      OK,
      ['tokenRefused', 'delivered'],
    ],
    [
      'goes on iOS when another iOS device accepted',
      [pushTo('bad', 'ios'), pushTo('good', 'ios')],
      OK,
      ['tokenRemoved', 'delivered'],
    ],
  ];
  for (const [what, pushes, dryRun, kinds] of cases) {
    it(what, async () => {
      const world = new World();
      world.fcm = (device) => ({ 'token-of-bad': refused, 'token-of-good': OK })[device] ?? dryRun;
      const ports = world.process();
      const refusedOnes = refusedTokens(ports.send, ports.now);
      const sent = await sendRound(pushes, ports, refusedOnes);
      assert.deepEqual(
        sent.map(({ result }) => result.kind),
        kinds,
      );
      assert.deepEqual(world.forgotten, kinds.includes('tokenRemoved') ? ['mina/bad'] : []);
      assert.ok(!JSON.stringify(world.logged).includes('token-of-'), 'no token in the log');
    });
  }

  describe('is judged by the shape of its payload', () => {
    const shaped = (deviceId: string, payload: Push['payload']): Push => ({
      ...pushTo(deviceId),
      payload,
    });
    /** Whether the accepted one proves that the refused one’s payload is good. No dry run passes. */
    async function proves(accepted: Push, other: Push): Promise<boolean> {
      const requests: SendRequest[] = [];
      const tokens = refusedTokens(
        async (request) => {
          requests.push(request);
          return refused;
        },
        () => 0,
      );
      tokens.accepted(accepted);
      const dead = await tokens.isProvedDead(other);
      assert.equal(await tokens.isProvedDead(other), dead);
      assert.ok(requests.length <= 1, 'one dry run a shape');
      for (const { to, validateOnly, payload } of requests) {
        assert.ok('topic' in to && to.topic !== '' && validateOnly);
        assert.equal(payload, other.payload);
      }
      return dead;
    }
    const text = { notification: { title: 'A', body: 'B' }, data: { type: 'a' } };
    const same = { data: { type: 'longer' }, notification: { body: 'D', title: 'C' } };
    const cases: readonly [string, Push['payload'], boolean][] = [
      ['other texts in another order', same, true],
      ['one field more', { ...text, android: {} }, false],
      ['one field fewer', { notification: text.notification }, false],
      ['another inner field', { ...text, data: { kind: 'a' } }, false],
      ['a value of another type', { ...text, data: { type: null as unknown as string } }, false],
    ];
    for (const [what, payload, proved] of cases) {
      it(`${what}: ${proved ? 'proved' : 'not proved'}`, async () => {
        assert.equal(await proves(shaped('good', text), shaped('bad', payload)), proved);
      });
    }

    it('another platform’s device proves it too, but for an iOS device', async () => {
      const web = { ...shaped('bad', same), platform: 'web' as const };
      assert.equal(await proves(shaped('good', text), web), true);
      assert.equal(await proves(shaped('good', text), { ...web, platform: 'ios' }), false);
    });
  });
});
