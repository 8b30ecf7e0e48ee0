import assert from 'node:assert/strict';
import { deliver, resume } from '../../../functions/src/delivery/deliver.ts';
import type { DeliveryRecord } from '../../../functions/src/delivery/record.ts';
import type { Composed, Push } from '../../../functions/src/fcm/message.ts';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';
import { DELIVERY, ID, planOf, recordIn, start } from './one-delivery.ts';
import { DOWN, OK, pushTo, UNREGISTERED, World } from './world.ts';

describe('Who could not be told', () => {
  const of = (uid: string, deviceId: string): Push => ({ ...pushTo(deviceId), uid });

  /** Delivers to these, with FCM's answer by device, and a retry where one is scheduled. */
  async function unreachedOf(composed: Composed, answers: Readonly<Record<string, Answer>>) {
    const world = new World();
    const told: string[][] = [];
    const onUnreached = async (uids: readonly string[], record: DeliveryRecord) => {
      assert.deepEqual(record.pending, [], 'when all is over');
      told.push([...uids]);
    };
    const plan = { ...planOf(composed), onUnreached };
    const { ports } = world.process();
    world.fcm = (token) => answers[token] ?? OK;
    await deliver(DELIVERY, plan, ports);
    while (recordIn(world).state === 'waiting') {
      world.now = recordIn(world).nextAttemptAt ?? assert.fail();
      world.fcm = (token) => (answers[token] === UNREGISTERED ? UNREGISTERED : OK);
      await resume(ID, () => plan, ports, 'task');
    }
    await resume(ID, () => plan, ports, 'task');
    return told;
  }
  const DEAD = { 'token-of-a': UNREGISTERED, 'token-of-b': UNREGISTERED };
  const cases: readonly [string, Composed, Readonly<Record<string, Answer>>, string[][]][] = [
    ['is nobody where one device was', [of('u', 'a'), of('u', 'c')], DEAD, []],
    ['is who has dead devices only', [of('u', 'a'), of('u', 'b'), of('w', 'c')], DEAD, [['u']]],
    ['is who has no device', [{ uid: 'w' }, of('u', 'c')], {}, [['w']]],
    ['is everybody where nobody has a device', [{ uid: 'w' }, { uid: 'u' }], {}, [['w', 'u']]],
    [
      'is nobody where the other device is told later',
      [of('u', 'a'), of('u', 'c')],
      { ...DEAD, 'token-of-c': DOWN },
      [],
    ],
    [
      'is known when the last device is dead, told of once',
      [of('u', 'a'), of('w', 'c')],
      { ...DEAD, 'token-of-c': DOWN },
      [['u']],
    ],
    ['is not whose push was held', [{ ...of('u', 'a'), held: true }], DEAD, []],
  ];
  for (const [what, composed, answers, expected] of cases) {
    it(what, async () => assert.deepEqual(await unreachedOf(composed, answers), expected));
  }

  it('is told again where telling failed, and nothing is sent again', async () => {
    const world = new World();
    const { ports } = world.process();
    world.fcm = (token) => (token === 'token-of-a' ? UNREGISTERED : OK);
    let calls = 0;
    const onUnreached = async () => {
      calls += 1;
      if (calls === 1) throw new Error('no mail');
    };
    const plan = { ...planOf([of('u', 'a'), of('w', 'c')]), onUnreached };
    await assert.rejects(deliver(DELIVERY, plan, ports), /no mail/);
    await deliver(DELIVERY, plan, ports);
    assert.equal(calls, 2);
    assert.deepEqual([recordIn(world).state, recordIn(world).unreached], ['done', []]);
    assert.equal(world.sent.length, 2);
  });

  it('is not told by an attempt that has lost its lease', async () => {
    const world = new World();
    world.fcm = () => UNREGISTERED;
    const { ports } = world.process();
    const records = { ...ports.records, replace: async () => undefined };
    const onUnreached = () => assert.fail('another attempt tells it');
    const plan = { ...planOf([of('u', 'a')]), onUnreached };
    await deliver(DELIVERY, plan, { ...ports, records });
    assert.deepEqual(
      world.logged.map(({ event }) => event),
      ['delivery.lease_lost'],
    );
  });

  it('stays in the record where nobody asks', async () => {
    const world = new World();
    world.fcm = () => UNREGISTERED;
    await start(world, [pushTo('a')]);
    assert.deepEqual(recordIn(world).unreached, ['mina']);
    assert.equal(world.writes, 2);
  });
});
