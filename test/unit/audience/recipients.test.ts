import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  audienceOf,
  followersAmong,
  recipientsAmong,
} from '../../../functions/src/audience/recipients.ts';
import { parseUser } from '../../../functions/src/audience/user.ts';
import type { Notification } from '../../../functions/src/events/event-definition.ts';

const NOTIFICATION: Notification = {
  authorId: 'ana',
  audience: [['bob', 'first']],
  followers: { collection: 'followers', reason: 'later' },
  thread: { id: 't' },
  body: 'Hi',
};
const DEFINITION = { reasons: { first: { setting: 'firsts' }, later: { setting: 'laters' } } };

const anyUid = fc.constantFrom('ana', 'bob', 'cho', 'dan', 'eve');
const anyAudience = fc.array(fc.tuple(anyUid, fc.constantFrom('first', 'second', 'third')));

describe('the audience of an event', () => {
  it('is whom it concerns, each for the first reason, and never who did it', () => {
    fc.assert(
      fc.property(anyUid, anyAudience, anyUid, (authorId, audience, uid) => {
        const named = audienceOf({ ...NOTIFICATION, authorId, audience });
        const first = audience.find(([each]) => each === uid && each !== authorId);
        assert.equal(named.get(uid), first?.[1]);
      }),
    );
  });

  it('has as followers those whom it does not name, never who did it', () => {
    const uids = ['ana', 'bob', 'cho'];
    assert.deepEqual([...followersAmong(uids, NOTIFICATION)], [['cho', 'later']]);
    const { followers: _, ...without } = NOTIFICATION;
    assert.deepEqual([...followersAmong(uids, without)], []);
  });
});

describe('a recipient', () => {
  const hears = (notificationSettings: unknown, reason = 'first', blockedBy: string[] = []) => {
    const bob = parseUser('bob', { notificationSettings });
    const audience = new Map([['bob', reason]]);
    const blocks = new Set(blockedBy);
    return recipientsAmong(audience, [bob], blocks, DEFINITION, NOTIFICATION).length === 1;
  };

  for (const [what, settings, expected] of [
    ['who has said nothing', undefined, true],
    ['who turned the reason off', { firsts: false }, false],
    ['who turned another reason off', { laters: false }, true],
    ['who muted the thread', { muted: { postIds: ['t'] } }, false],
    ['who muted the person', { muted: { uids: ['ana'] } }, false],
    ['who muted others', { muted: { postIds: ['ana'], uids: ['t'] } }, true],
  ] as const) {
    it(`${expected ? 'is' : 'is not'} one ${what}`, () => assert.equal(hears(settings), expected));
  }

  it('is not one who has blocked the person, and is one whom another has blocked', () => {
    assert.equal(hears({}, 'first', ['bob']), false);
    assert.equal(hears({}, 'first', ['ana', 'cho']), true);
  });

  it('is nobody for a reason that the event does not have any more', () => {
    assert.equal(hears({}, 'second'), false);
  });

  it('is nobody beside the audience', () => {
    const users = [parseUser('cho', {})];
    const audience = new Map([['bob', 'first']]);
    assert.deepEqual(recipientsAmong(audience, users, new Set(), DEFINITION, NOTIFICATION), []);
  });
});
