import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  hearsAsFollower,
  type Reason,
  wants,
  whoHears,
} from '../../../functions/src/notifications/audience.ts';
import { parseSettings } from '../../../functions/src/notifications/settings.ts';

const anyUid = fc.constantFrom('ana', 'bob', 'cho', 'dan', 'eve');
const anyScene = fc.record(
  {
    authorId: anyUid,
    mentions: fc.uniqueArray(anyUid),
    postAuthorId: anyUid,
    parentAuthorId: anyUid,
  },
  { requiredKeys: ['authorId', 'mentions', 'postAuthorId'] },
);
const comment = { postId: 'p', commentId: 'c', authorId: 'ana', text: 'Hi', mentions: [] };

describe('the audience of a comment', () => {
  it('is whom it answers, mentions and whose post it is, each for the first reason that holds', () => {
    fc.assert(
      fc.property(anyScene, anyUid, ({ authorId, mentions, ...authors }, uid) => {
        const heard = whoHears({ ...comment, authorId, mentions }, authors);
        const reasons: (Reason | false)[] = [
          authors.parentAuthorId === uid && 'reply',
          mentions.includes(uid) && 'mention',
          authors.postAuthorId === uid && 'comment',
        ];
        const first = uid === authorId ? undefined : reasons.find((reason) => reason !== false);
        assert.equal(heard.get(uid), first);
      }),
    );
  });

  it('has as followers those whom it does not name, never its author', () => {
    const named = whoHears(comment, { postAuthorId: 'bob' });
    assert.equal(hearsAsFollower('bob', comment, named), false);
    assert.equal(hearsAsFollower('ana', comment, named), false);
    assert.equal(hearsAsFollower('cho', comment, named), true);
  });
});

describe('somebody wants to hear of a comment', () => {
  const reasons = { reply: 'replies', mention: 'mentions', comment: 'comments', follow: 'follows' };
  const asked = (settings: unknown, reason: Reason) =>
    wants(parseSettings(settings), comment, reason);

  for (const reason of ['reply', 'mention', 'comment', 'follow'] as const) {
    it(`as ${reason} unless that, the post or its author is off`, () => {
      assert.equal(asked(undefined, reason), true);
      assert.equal(asked({ [reasons[reason]]: false }, reason), false);
      const others = Object.values(reasons).filter((setting) => setting !== reasons[reason]);
      assert.equal(asked(Object.fromEntries(others.map((each) => [each, false])), reason), true);
      assert.equal(asked({ muted: { postIds: ['p'] } }, reason), false);
      assert.equal(asked({ muted: { uids: ['ana'] } }, reason), false);
      assert.equal(asked({ muted: { postIds: ['ana'], uids: ['p'] } }, reason), true);
    });
  }
});
