import assert from 'node:assert/strict';
import { deliver } from '../../../functions/src/delivery/deliver.ts';
import type { Push } from '../../../functions/src/delivery/message.ts';
import type { Answer } from '../../../functions/src/delivery/outcome.ts';
import { DOWN, OK, pushTo, World } from './world.ts';

describe('A device whose token FCM refuses', () => {
  const refused: Answer = {
    status: 400,
    body: JSON.stringify({
      error: { details: [{ fieldViolations: [{ field: 'message.token' }] }] },
    }),
  };
  const cases: readonly [string, Push[], Answer, object][] = [
    [
      'goes when another accepted the same shape',
      [pushTo('bad'), pushTo('good')],
      DOWN,
      { delivered: 1, tokenRemoved: 1 },
    ],
    ['goes when a dry run passes', [pushTo('bad')], OK, { tokenRemoved: 1 }],
    ['stays when nothing proves the payload good', [pushTo('bad')], refused, { tokenRefused: 1 }],
    ['stays when the dry run gets no answer', [pushTo('bad')], DOWN, { tokenRefused: 1 }],
    [
      'stays on iOS, where an APNs key may be at fault',
      [pushTo('bad', 'ios'), pushTo('good')],
      OK,
      { delivered: 1, tokenRefused: 1 },
    ],
    [
      'goes on iOS when another iOS device accepted',
      [pushTo('bad', 'ios'), pushTo('good', 'ios')],
      OK,
      { delivered: 1, tokenRemoved: 1 },
    ],
  ];
  for (const [what, pushes, dryRun, counts] of cases) {
    it(what, async () => {
      const world = new World();
      world.fcm = (device) => ({ 'token-of-bad': refused, 'token-of-good': OK })[device] ?? dryRun;
      const delivery = { id: 'x', about: {}, createdAt: world.now };
      const compose = async () => pushes;
      await deliver(delivery, { first: compose, retry: compose }, world.process().ports);
      assert.deepEqual(world.records.get('x')?.record.counts, counts);
      assert.equal(world.forgotten.length, 'tokenRemoved' in counts ? 1 : 0);
      assert.ok(!JSON.stringify(world.logged).includes('token-of-'), 'no token in the log');
    });
  }
});
