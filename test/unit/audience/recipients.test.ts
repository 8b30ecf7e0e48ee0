import assert from 'node:assert/strict';
import { isInShare, recipientsAmong } from '../../../functions/src/audience/recipients.ts';
import { parseUser } from '../../../functions/src/audience/user.ts';
import type { Notification } from '../../../functions/src/events/event-definition.ts';

const NOTIFICATION: Notification = {
  authorId: 'ana',
  audience: [['bob', 'first']],
  thread: { id: 't' },
  body: 'Hi',
};
const EVENT = {
  reasons: { first: { setting: 'firsts' }, later: { setting: 'laters' } },
  notification: NOTIFICATION,
};

describe('A recipient', () => {
  const hears = (notificationSettings: unknown, reason = 'first', blockedBy: string[] = []) => {
    const bob = parseUser('bob', { notificationSettings });
    const audience = new Map([['bob', reason]]);
    const blocks = new Set(blockedBy);
    return recipientsAmong(audience, [bob], blocks, EVENT).length === 1;
  };

  for (const [what, settings, expected] of [
    ['without settings', undefined, true],
    ['who turned the reason off', { firsts: false }, false],
    ['who turned another reason off', { laters: false }, true],
    ['who muted the thread', { muted: { postIds: ['t'] } }, false],
    ['who muted the person', { muted: { uids: ['ana'] } }, false],
    ['who muted others', { muted: { postIds: ['ana'], uids: ['t'] } }, true],
  ] as const) {
    it(`${expected ? 'is' : 'is not'} one ${what}`, () => assert.equal(hears(settings), expected));
  }

  it('has not blocked the author; blocks by others do not matter', () => {
    assert.equal(hears({}, 'first', ['bob']), false);
    assert.equal(hears({}, 'first', ['ana', 'cho']), true);
  });

  it('is nobody for a reason that the event no longer has', () => {
    assert.equal(hears({}, 'second'), false);
  });

  it('is nobody outside the audience', () => {
    const users = [parseUser('cho', {})];
    const audience = new Map([['bob', 'first']]);
    assert.deepEqual(recipientsAmong(audience, users, new Set(), EVENT), []);
  });
});

describe('A share of all users', () => {
  const people = Array.from({ length: 10_000 }, (_, index) => `uid-${index}`);
  const share = (percent: number) => people.filter((uid) => isInShare(uid, percent));

  it('is nobody at 0 and everybody at 100', () => {
    assert.equal(share(0).length, 0);
    assert.equal(share(100).length, people.length);
  });

  it('has nearly the given percentage, and keeps its users when it grows', () => {
    const tenth = share(10);
    assert.ok(Math.abs(tenth.length - 1000) < 100, `${tenth.length}`);
    const quarter = new Set(share(25));
    assert.ok(tenth.every((uid) => quarter.has(uid)));
  });

  it('is the same as in the snippet of docs/adopt.md for the old sender', () => {
    // sha256('ana') begins with 24d4b96f
    assert.equal(isInShare('ana', 0x24d4b96f % 100), false);
    assert.equal(isInShare('ana', (0x24d4b96f % 100) + 1), true);
  });
});
