import assert from 'node:assert/strict';
import type { Fields } from '../../../functions/src/events/event-definition.ts';
import { commented, LIMITS, tokenOf } from '../delivery/world.ts';

interface Story {
  readonly postAuthor?: string;
  readonly parentAuthor?: string;
  readonly followers?: readonly string[];
  /** The fields of each user's document in addition to their phone. */
  readonly user?: Fields;
}

const PEOPLE = ['mina', 'joon', 'sora', ...Array.from({ length: 11 }, (_, i) => `u${i + 1}`)];

/** Joon's comment on Mina's post, with “Hi” as its text, and with these fields. */
async function commentOf(comment: Fields, { followers = [], user = {}, ...others }: Story = {}) {
  const world = commented(followers, comment);
  const { postAuthor = 'mina', parentAuthor: authorId } = others;
  world.documents.set('posts/p', { authorId: postAuthor, title: 'Pictures' });
  if (authorId) world.documents.set('posts/p/comments/parent', { authorId });
  for (const uid of PEOPLE) {
    const phone = { token: tokenOf(uid), platform: 'android' };
    world.users.set(uid, { pushTokens: { phone }, ...user });
  }
  await world.event();
  const payload = world.sent[0]?.payload;
  const { title, body } = payload?.notification ?? {};
  return {
    received: world.received.toSorted(),
    payload,
    title,
    body,
    skipped: world.record().skipped,
  };
}

describe('The message of a comment', () => {
  // A fixed value: `client/android.kt` computes the same from `p/c`.
  const tag = 'ns1myBX4ReLV5359T21AXYfTl6ax2G8k';
  const said = { title: 'New comment from Joon', body: 'Hi' };
  const headers = {
    'apns-push-type': 'alert',
    'apns-collapse-id': tag,
    'apns-priority': '10',
    'apns-expiration': String((1_000_000 + LIMITS.maxAgeMs) / 1000),
  };
  const message = {
    notification: said,
    data: { type: 'comment', ...said, postId: 'p', commentId: 'c', authorId: 'joon' },
    android: {
      priority: 'HIGH',
      ttl: '14400s',
      notification: { tag, channelId: 'comments', defaultSound: true },
    },
    apns: {
      headers,
      payload: { aps: { 'thread-id': 'p', 'interruption-level': 'active', sound: 'default' } },
    },
    webpush: { headers: { TTL: '14400', Urgency: 'high' }, notification: { tag } },
    fcm_options: { analytics_label: 'comment' },
  };

  it('has all fields that the platforms need', async () => {
    assert.deepEqual((await commentOf({})).payload, message);
  });

  it('has no sound and no urgency in quiet hours', async () => {
    const quietHours = { start: '00:00', end: '01:00' };
    const { payload } = await commentOf({}, { user: { notificationSettings: { quietHours } } });
    assert.deepEqual(payload, {
      ...message,
      android: {
        priority: 'NORMAL',
        ttl: '14400s',
        notification: { tag, channelId: 'comments_quiet' },
      },
      apns: {
        headers: { ...headers, 'apns-priority': '5' },
        payload: { aps: { 'thread-id': 'p', 'interruption-level': 'passive' } },
      },
      webpush: {
        headers: { TTL: '14400', Urgency: 'normal' },
        notification: { tag, silent: true },
      },
    });
  });
});

describe('A comment concerns', () => {
  const answer = { parentId: 'parent' };
  const eleven = PEOPLE.filter((uid) => uid.startsWith('u'));
  const ten = eleven.slice(0, -1).map((uid) => `${uid} mention`);
  const noReplies = { notificationSettings: { replies: false, comments: true } };
  const toSora = ['mina comment', 'sora reply'];
  const cases: readonly [string, Fields, Story, string[]][] = [
    ['the post’s author, who follows it too', {}, { followers: ['mina'] }, ['mina comment']],
    ['a follower', {}, { followers: ['sora'] }, ['mina comment', 'sora follow']],
    ['the user whom it answers', answer, { parentAuthor: 'sora' }, toSora],
    ['the post’s author whom it answers', answer, { parentAuthor: 'mina' }, ['mina reply']],
    ['nobody by a parent that is no ID', { parentId: 'x/comments/y' }, {}, ['mina comment']],
    ['a user who is mentioned', { mentions: ['mina'] }, { followers: ['mina'] }, ['mina mention']],
    ['a user who is answered', { ...answer, mentions: ['sora'] }, { parentAuthor: 'sora' }, toSora],
    ['no user who turned replies off', answer, { parentAuthor: 'mina', user: noReplies }, []],
    [
      'never its own author',
      { ...answer, mentions: ['joon'] },
      { postAuthor: 'joon', parentAuthor: 'joon', followers: ['joon'] },
      [],
    ],
    [
      'ten mentioned users, without repeats and values that are no uid',
      { mentions: ['u1', 'a/b', '', '..', ...eleven] },
      {},
      ['mina comment', ...ten].sort(),
    ],
  ];
  for (const [what, comment, story, received] of cases) {
    it(what, async () => assert.deepEqual((await commentOf(comment, story)).received, received));
  }
});

describe('The name in a comment’s title', () => {
  const fox = '🦊'.repeat(100);
  const names: readonly [string, unknown, string][] = [
    ['is never read as a message', "O'Neil '{x}' {name} {x, plural, other {#}}", ''],
    ['may be markup, which is text', '<b>Bob</b> &amp; "\\"', ''],
    ['may be a word of JavaScript', '__proto__', ''],
    ['keeps joiners, marks and decomposed letters', '👨‍👩‍👧‍👦 C++‎ ؜عمر Zoë 한', ''],
    ['keeps its spaces', ' Bob  Kim ', ''],
    ['is not cut at a hundred letters of four bytes', fox, ''],
    ['is cut at 400 bytes, between graphemes', '👩‍🚀'.repeat(50), `${'👩‍🚀'.repeat(36)}…`],
    ['is cut by its size in JSON', '"'.repeat(300), `${'"'.repeat(198)}…`],
    ['has no control characters', 'B\u0000o\u0007b\u001b[31m', 'Bob[31m'],
    ['does not change the direction', '\u202egpj.exe\u202c \u2067\u2066', 'gpj.exe '],
    ['is one line', 'Bob\r\n\r\nAdmin', 'Bob Admin'],
    ['is neutral if it shows nothing', ' \u200b\u200d\u2060\ufeff\u202e\u3164 ', 'Someone'],
    ['is neutral if it is missing', undefined, 'Someone'],
    ['is neutral if it is a number', 42, 'Someone'],
  ];
  for (const [what, authorName, shown] of names) {
    it(what, async () => {
      const { title } = await commentOf({ authorName });
      assert.equal(title, `New comment from ${shown || authorName}`);
    });
  }

  it('is a neutral word in the language of the reader', async () => {
    const { title } = await commentOf({ authorName: null }, { user: { locale: 'ko' } });
    assert.equal(title, '익명 사용자님의 새 댓글');
  });
});

describe('The text of a comment', () => {
  const texts: readonly [string, string, string][] = [
    ['is never read as a message', "{name} # '{' <b> \\u0041", ''],
    ['keeps spaces, tabs and line breaks', '  a \t b\r\n\r\n  c\u2028d\u0085e  ', ''],
    ['keeps the joiners of emoji, Persian and Hindi', '🏳️‍🌈 👍🏽 1️⃣ می‌خواهم क्षत्रिय', ''],
    ['has no control characters', 'be\u0000ll\u0007 \u001b[1m', 'bell [1m'],
    [
      'does not change the direction',
      '\u202aa\u202bb\u202cc\u202dd\u202ee\u2066f\u2067g\u2068h\u2069',
      'abcdefgh',
    ],
    ['has no half characters', 'a\ud83db\udc00', 'a\ufffdb\ufffd'],
    ['is three dots if it shows nothing', ' \n \u0000', '…'],
  ];
  for (const [what, text, shown] of texts) {
    it(what, async () => {
      const { body } = await commentOf({ text });
      assert.equal(body, shown || text);
    });
  }
});

describe('A comment that the rules would forbid', () => {
  for (const [field, fields] of [
    ['authorId', { authorId: undefined }],
    ['authorId', { authorId: 'a/secret' }],
    ['text', { text: '' }],
    ['text', { text: undefined }],
    ['text', { text: 42 }],
    ['parentId', { parentId: 7 }],
    ['mentions', { mentions: 'sora' }],
    ['mentions.1', { mentions: ['sora', 7] }],
  ] as const) {
    it(`is skipped, and the reason quotes nothing: ${JSON.stringify(fields)}`, async () => {
      const { payload, skipped } = await commentOf(fields);
      assert.deepEqual([payload, skipped], [undefined, `malformed ${field}`]);
    });
  }

  it('may have other fields, and null for absent ones', async () => {
    const { received } = await commentOf({ likes: 3, parentId: null, mentions: null });
    assert.deepEqual(received, ['mina comment']);
  });
});
