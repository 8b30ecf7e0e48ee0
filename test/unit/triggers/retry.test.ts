import assert from 'node:assert/strict';
import { open } from '../../../functions/src/delivery/record.ts';
import { byKind } from '../../../functions/src/triggers/retry.ts';
import { LIMITS, pushTo } from '../delivery/world.ts';

describe('What a record owes is composed', () => {
  const [comment, like] = [pushTo('comment'), pushTo('like')];
  const compose = byKind({ comment: async () => [comment], like: async () => [like] });
  const record = (about: Record<string, string>) => open(about, 0, 0, LIMITS);

  it('by the kind that it names', async () => {
    assert.deepEqual(await compose(record({ kind: 'like', postId: 'p' })), [like]);
  });

  it('as a comment’s where it names none', async () => {
    assert.deepEqual(await compose(record({ postId: 'p', commentId: 'c' })), [comment]);
  });

  it('of nothing where that kind of event is no longer deployed', async () => {
    assert.deepEqual(await compose(record({ kind: 'poll' })), []);
  });
});
