import assert from 'node:assert/strict';
import { composePushes } from '../../../functions/src/notifications/compose-pushes.ts';
import { parseUser } from '../../../functions/src/notifications/user.ts';

const user = parseUser('mina', { pushTokens: { phone: { token: 't', platform: 'android' } } });
const lifetime = { now: 0, ttlSeconds: 60 };

function pushOf(commentId: string, count: number, unit: 'comment' | 'post') {
  const comment = {
    postId: 'p',
    commentId,
    authorId: 'joon',
    authorName: 'Joon',
    text: 'Hi',
    mentions: [],
  };
  const standing = { silent: false, held: false, count, badge: 7 };
  const [push] = composePushes(comment, [{ user, reason: 'comment', standing }], lifetime, unit);
  assert.ok(push);
  return push.payload;
}

describe('The collapse unit', () => {
  const tagOf = (payload: ReturnType<typeof pushOf>) => payload.android?.notification?.tag;

  it('comment: each replaces only itself, and says who wrote it', () => {
    assert.notEqual(tagOf(pushOf('a', 1, 'comment')), tagOf(pushOf('b', 2, 'comment')));
    assert.equal(pushOf('b', 3, 'comment').notification?.title, 'New comment from Joon');
  });

  it('post: each replaces the one before on all platforms, and counts', () => {
    const [first, third] = [pushOf('a', 1, 'post'), pushOf('c', 3, 'post')];
    assert.equal(tagOf(first), tagOf(third));
    assert.equal(third.apns?.headers?.['apns-collapse-id'], tagOf(third));
    assert.equal(third.webpush?.notification?.tag, tagOf(third));
    assert.equal(first.notification?.title, 'New comment from Joon');
    assert.equal(third.notification?.title, '3 new comments');
    assert.equal(third.apns?.payload?.aps?.badge, 7);
  });
});
