import assert from 'node:assert/strict';
import type { DeliveryRecord } from '../../../functions/src/delivery/record.ts';
import { replay } from '../../../functions/src/delivery/results.ts';
import { replayDelivery } from '../../../tools/push/commands/replay.ts';
import { commented, LIMITS, type World } from './world.ts';

const EXPIRED = { uid: 'mina', deviceId: 'a', reason: 'comment' };
const DONE: DeliveryRecord = {
  event: { id: 'id', name: 'comment', params: {}, at: 0 },
  page: 1,
  startedAt: 0,
  state: 'done',
  attempt: 3,
  leaseExpireTime: 60_000,
  pending: [],
  counts: { delivered: 2, expired: 1 },
  expired: [EXPIRED],
};
const NOW = 20_000_000;

describe('replay', () => {
  const again = { ...EXPIRED, requests: 0, dueAt: NOW, expiresAt: NOW + LIMITS.maxAgeMs };

  it('makes expired devices pending with a new age, in an attempt that no task has yet', () => {
    assert.deepEqual(replay(DONE, NOW, LIMITS), {
      ...DONE,
      state: 'waiting',
      notBefore: NOW,
      attempt: 4,
      nextAttemptAt: NOW,
      pending: [again],
      counts: { delivered: 2 },
      expired: [],
    });
  });

  it('does not change the times of other pending devices', () => {
    const times = { dueAt: NOW + 300_000, expiresAt: NOW + 600_000 };
    const other = { ...EXPIRED, deviceId: 'b', requests: 2, lastCode: 'UNAVAILABLE', ...times };
    const waiting: DeliveryRecord = { ...DONE, state: 'waiting', pending: [other] };
    const replayed = replay({ ...waiting, nextAttemptAt: other.dueAt }, NOW, LIMITS);
    assert.deepEqual([replayed?.nextAttemptAt, replayed?.pending], [NOW, [other, again]]);
  });

  it('does nothing during an attempt, or if nothing has expired', () => {
    const { expired: _, ...never } = DONE;
    const sending: DeliveryRecord = { ...DONE, state: 'sending' };
    for (const record of [sending, never, { ...DONE, expired: [] }]) {
      assert.equal(replay(record, NOW, LIMITS), undefined);
    }
  });
});

describe('A replay of a delivery', () => {
  let world: World;
  const again = () => replayDelivery(world.record().event.id, world.process());
  beforeEach(async () => {
    world = commented(['sora']);
    world.now += LIMITS.maxAgeMs;
    await world.event();
    assert.deepEqual(world.record().counts, { expired: 2 });
  });

  it('sends once, although many run at once, with the full time to live', async () => {
    const asked = await Promise.all(Array.from({ length: 5 }, again));
    assert.equal(asked.filter(({ became }) => became === 'sent again').length, 1);
    assert.equal(world.tasks.size, 1);
    await world.runDue();
    assert.deepEqual(world.received, ['mina comment', 'sora follow']);
    assert.equal(world.sent[0]?.payload.android?.ttl, '14400s');
    assert.deepEqual(world.record().counts, { delivered: 2 });
    assert.equal((await again()).became, 'nothing expired');
  });

  it('creates the task that an earlier replay could not create', async () => {
    world.broken.push('scheduleRetry');
    await assert.rejects(again(), /scheduleRetry is broken/);
    assert.equal(world.tasks.size, 0);
    assert.equal((await again()).became, 'waits already');
    assert.equal(world.tasks.size, 1);
  });

  it('does nothing if the delivery was skipped or does not exist', async () => {
    world = commented([], { authorId: 'mina' });
    await world.event();
    assert.equal((await again()).became, 'nothing expired');
    assert.equal(world.tasks.size, 0);
    assert.equal((await replayDelivery('gone', world.process())).became, 'changed');
  });
});
