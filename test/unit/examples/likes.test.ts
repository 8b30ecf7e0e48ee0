import assert from 'node:assert/strict';
import { likePushes } from '../../../functions/examples/likes.ts';
import { LANGUAGES } from '../../../functions/src/comments/languages/catalogues.ts';
import { parseUser } from '../../../functions/src/comments/user.ts';

const lifetime = { now: Date.UTC(2026, 10, 24, 23), ttlSeconds: 60 };
const like = { postId: 'p', postTitle: 'Sunrise', authorId: 'joon', authorName: 'Joon' };

function pushesTo(notificationSettings: object, about: Partial<typeof like> = {}) {
  const pushTokens = Object.fromEntries(
    LANGUAGES.map((locale) => [locale, { token: locale, platform: 'android', locale }]),
  );
  const mina = parseUser('mina', { notificationSettings, pushTokens });
  return likePushes({ ...like, ...about }, mina, lifetime);
}

describe('The pushes about a like', () => {
  it('say who liked the post, in each device’s language', () => {
    const titles = pushesTo({}).map(({ payload }) => payload.notification?.title);
    assert.equal(new Set(titles).size, LANGUAGES.length);
    for (const title of titles) assert.match(title ?? '', /Joon/);
    const [{ payload: nameless } = assert.fail()] = likePushes(
      { postId: 'p', authorId: 'joon' },
      parseUser('mina', { pushTokens: { phone: { token: 't', platform: 'web' } } }),
      lifetime,
    );
    assert.equal(nameless.notification?.title, 'Someone liked your post');
  });

  it('are none for one’s own', () => {
    assert.deepEqual(pushesTo({}, { authorId: 'mina' }), []);
  });

  for (const [what, settings] of [
    ['comments on one’s posts are turned off', { comments: false }],
    ['the post is muted', { muted: { postIds: ['p'] } }],
    ['the person is muted', { muted: { uids: ['joon'] } }],
  ] as const) {
    it(`are none where ${what}`, () => assert.deepEqual(pushesTo(settings), []));
  }

  it('are silent in quiet hours', () => {
    const priorities = (quietHours: object) =>
      new Set(pushesTo({ quietHours }).map(({ payload }) => payload.android?.priority));
    assert.deepEqual(priorities({ start: '22:00', end: '08:00' }), new Set(['NORMAL']));
    assert.deepEqual(priorities({ start: '08:00', end: '22:00' }), new Set(['HIGH']));
  });

  it('replace their own repeat on the screen and no other', () => {
    const tagOf = (about: Partial<typeof like>) =>
      pushesTo({}, about)[0]?.payload.android?.notification?.tag;
    assert.equal(tagOf({}), tagOf({}));
    assert.notEqual(tagOf({}), tagOf({ authorId: 'sora' }));
    assert.notEqual(tagOf({}), tagOf({ postId: 'q' }));
  });

  it('fit FCM whatever the name and the title', () => {
    const long = { authorName: '글'.repeat(1000), postTitle: '글'.repeat(1000) };
    for (const { payload } of pushesTo({}, long)) {
      assert.ok(Buffer.byteLength(JSON.stringify(payload)) < 4096);
      assert.match(payload.notification?.body ?? '', /…$/);
    }
  });
});
