import assert from 'node:assert/strict';
import { parseUser } from '../../../functions/src/audience/user.ts';
import { composeFor, retryPlan } from '../../../functions/src/delivery/compose.ts';
import type { NotificationPorts } from '../../../functions/src/delivery/ports.ts';
import type { DeliveryRecord, Pending } from '../../../functions/src/delivery/record.ts';
import { comment } from '../../../functions/src/events/comment.ts';
import { isPush } from '../../../functions/src/fcm/message.ts';
import { commentOccurrence } from '../events/occurrences.ts';
import { LIMITS, World } from './world.ts';

const DATA = { authorId: 'joon', authorName: 'Joon', text: 'Hi', mentions: ['sora', 'yuna'] };
const HOUR_MS = 60 * 60_000;
const NOW = 10 * HOUR_MS;

describe('what an event is composed to', () => {
  const told: unknown[] = [];
  const withUnreached = {
    ...comment,
    onUnreached: async (...call: unknown[]) => void told.push(call),
  };
  let ports: NotificationPorts;

  beforeEach(() => {
    told.splice(0);
    ports = {
      ...new World().process().ports,
      now: () => NOW,
      sharePercent: 100,
      options: { collapse: 'event' },
      enqueuePage: () => assert.fail(),
      events: {
        read: async () => DATA,
        lookUp: async (lookUps) => lookUps.map(() => ({ authorId: 'mina', title: 'Pictures' })),
      },
      users: {
        users: async (uids) =>
          uids.map((uid) => {
            const pushTokens = { phone: { token: uid, platform: 'ios' } };
            return parseUser(uid, uid === 'yuna' ? {} : { pushTokens });
          }),
        blockedBy: async () => new Set(),
        followers: () => assert.fail(),
      },
    };
  });

  const record = (more: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
    about: { kind: 'comment', postId: 'p', commentId: 'c' },
    state: 'waiting',
    createdAt: NOW - HOUR_MS,
    attempt: 1,
    leaseExpireTime: 0,
    counts: {},
    ...more,
  });
  const pending = (uid: string, reason: string, notBefore?: number): Pending => ({
    ...{ uid, reason, deviceId: 'phone', requests: 1, dueAt: 0 },
    ...(notBefore !== undefined && { notBefore }),
  });
  const retried = async (of: DeliveryRecord, definition: typeof comment = comment) =>
    (await retryPlan(definition, ports).retry(of)).map((each) =>
      isPush(each) ? [each.uid, each.reason] : [each.uid],
    );

  it('has the number and the silence that the inbox says, which got the event before', async () => {
    const received: unknown[] = [];
    const inbox: NotificationPorts['inbox'] = {
      async receive({ path }, { user, reason }, now) {
        received.push([path, user.uid, reason, now]);
        return { silent: true, held: true, count: 3, badge: 7 };
      },
    };
    const occurrence = await commentOccurrence(DATA, { postId: 'p', commentId: 'c' });
    const audience = new Map([['mina', 'comment']]);
    const [push = assert.fail()] = await composeFor(occurrence, audience, NOW, { ...ports, inbox });
    assert.ok(isPush(push));
    assert.deepEqual(push.payload.apns?.payload?.aps, {
      'thread-id': 'p',
      'interruption-level': 'passive',
      badge: 7,
    });
    assert.equal(push.held, true);
    assert.deepEqual(received, [['posts/p/comments/c', 'mina', 'comment', NOW]]);
  });

  it('is everybody where nobody is pending yet, and those without a device where asked', async () => {
    const pushes = [
      ['sora', 'mention'],
      ['mina', 'comment'],
    ];
    assert.deepEqual(await retried(record()), pushes);
    assert.deepEqual(await retried(record(), withUnreached), [...pushes, ['yuna']]);
  });

  it('is who is pending, for the reason of then', async () => {
    const of = record({ pending: [pending('sora', 'comment'), pending('jun', 'follow')] });
    assert.deepEqual(await retried(of), [
      ['sora', 'comment'],
      ['jun', 'follow'],
    ]);
    assert.deepEqual(await retried(record({ pending: [] })), []);
  });

  for (const [from, more, hours] of [
    ['its creation', {}, 3],
    ['the end of the undo window', { notBefore: NOW - HOUR_MS / 2 }, 3.5],
    ['the latest time that one was put off to', { pending: [-3, 0, -2] }, 4],
    ['its creation, though one was put off to before', { pending: [-3, -2, undefined] }, 3],
    ['so long ago that it is over', { createdAt: NOW - 5 * HOUR_MS }, 0],
  ] as const) {
    it(`lives as long as it is retried, from ${from}`, async () => {
      const put = 'pending' in more ? more.pending : undefined;
      const of = record({
        ...more,
        pending: (put ?? [undefined]).map((hour, index) =>
          pending(`uid-${index}`, 'follow', hour === undefined ? hour : NOW + hour * HOUR_MS),
        ),
      });
      const pushes = (await retryPlan(comment, ports).retry(of)).filter(isPush);
      assert.equal(LIMITS.maxAgeMs, 4 * HOUR_MS);
      assert.equal(pushes.length, of.pending?.length);
      for (const { payload } of pushes) assert.equal(payload.android?.ttl, `${hours * 3600}s`);
    });
  }

  it('is told to the event’s own code for whom no device could be reached', async () => {
    await retryPlan(withUnreached, ports).onUnreached?.(['yuna'], record());
    const { notification } = await commentOccurrence(DATA, { postId: 'p', commentId: 'c' });
    assert.deepEqual(told, [[['yuna'], notification]]);
    assert.deepEqual(Object.keys(retryPlan(comment, ports)), ['retry']);
  });

  it('is nothing once it is deleted', async () => {
    ports.events.read = async () => undefined;
    assert.deepEqual(await retried(record(), withUnreached), []);
    await retryPlan(withUnreached, ports).onUnreached?.(['yuna'], record());
    assert.deepEqual(told, []);
  });
});
