import assert from 'node:assert/strict';
import { open } from '../../../functions/src/delivery/record.ts';
import { byKind } from '../../../functions/src/triggers/retry.ts';
import { LIMITS, pushTo } from '../delivery/world.ts';

describe('What a record names as pending is composed', () => {
  const [comment, like] = [pushTo('comment'), pushTo('like')];
  const plans = { comment: { retry: async () => [comment] }, like: { retry: async () => [like] } };
  const compose = (about: Record<string, string>) => {
    const record = open({ about, createdAt: 0 }, 0, LIMITS);
    return byKind(plans)(record).retry(record);
  };

  it('by the kind that it names', async () => {
    assert.deepEqual(await compose({ kind: 'like', postId: 'p' }), [like]);
  });

  it('as a comment’s where it names none', async () => {
    assert.deepEqual(await compose({ postId: 'p', commentId: 'c' }), [comment]);
  });

  it('of nothing where that kind of event is no longer deployed', async () => {
    assert.deepEqual(await compose({ kind: 'poll' }), []);
    assert.deepEqual(await compose({ kind: 'constructor' }), []);
  });
});
