import assert from 'node:assert/strict';
import type { Comment } from '../../../functions/src/notifications/comment.ts';
import { gather, type InboxEntry, pace } from '../../../functions/src/notifications/inbox-entry.ts';

const INTERVAL_MS = 60_000;

const comment = (commentId: string, authorId = 'joon'): Comment => ({
  postId: 'p',
  commentId,
  authorId,
  authorName: authorId,
  text: `Text of ${commentId}`,
  mentions: [],
});

/** The entry after comments at these times, ms. */
function entryAfter(...story: readonly (readonly [Comment, number])[]): InboxEntry {
  let entry: InboxEntry | undefined;
  for (const [each, at] of story) entry = gather(entry, each, 'comment', 'Post', at, INTERVAL_MS);
  assert.ok(entry);
  return entry;
}

describe('gather', () => {
  it('counts comments and tells their authors apart, the latest last', () => {
    const entry = entryAfter(
      [comment('a'), 0],
      [comment('b', 'sora'), 1],
      [comment('c', 'yuna'), 2],
      [comment('d', 'sora'), 3],
    );
    assert.equal(entry.count, 4);
    assert.deepEqual(
      entry.authors.map((each) => each.uid),
      ['joon', 'yuna', 'sora'],
    );
    assert.equal(entry.text, 'Text of d');
  });

  it('changes nothing when the same comment comes again', () => {
    const entry = entryAfter([comment('a'), 0], [comment('b'), 1]);
    assert.equal(gather(entry, comment('a'), 'comment', 'Post', 99, INTERVAL_MS), entry);
  });

  it('begins anew once it has been read', () => {
    const read = { ...entryAfter([comment('a'), 0], [comment('b'), 1]), read: true };
    const entry = gather(read, comment('c', 'sora'), 'comment', undefined, 2, INTERVAL_MS);
    assert.equal(entry.count, 1);
    assert.deepEqual(entry.commentIds, ['c']);
    assert.equal(entry.postTitle, 'Post');
    assert.equal(entry.read, false);
  });

  it('sounds once in the interval, read or not', () => {
    const entry = entryAfter([comment('a'), 0], [comment('b'), INTERVAL_MS - 1]);
    assert.equal(entry.alertedBy, 'a');
    const read = { ...entry, read: true };
    const silent = gather(read, comment('c'), 'comment', 'Post', INTERVAL_MS - 1, INTERVAL_MS);
    assert.equal(silent.alertedBy, 'a');
    assert.equal(
      gather(silent, comment('d'), 'comment', 'Post', INTERVAL_MS, INTERVAL_MS).alertedBy,
      'd',
    );
  });

  it('stays bounded however hot the post is', () => {
    const story = Array.from({ length: 1000 }, (_, i) => [comment(`c${i}`, `u${i}`), i] as const);
    const entry = entryAfter(...story);
    assert.equal(entry.count, 1000);
    assert.ok(JSON.stringify(entry).length < 10_000);
  });
});

describe('pace', () => {
  const limits = { burst: 2, windowMs: 1000 };

  it('holds back what comes after the burst, until the sender pauses', () => {
    let recent: ReturnType<typeof pace>['recent'] = [];
    const held = [0, 1, 2, 3, 900, 1800].map((at, i) => {
      const step = pace(recent, `c${i}`, at, limits);
      recent = step.recent;
      return step.held;
    });
    assert.deepEqual(held, [false, false, true, true, true, false]);
  });

  it('answers the same for a mention that comes again', () => {
    const { recent } = pace([], 'a', 0, limits);
    assert.deepEqual(pace(recent, 'a', 5, limits), { recent, held: false });
  });
});
