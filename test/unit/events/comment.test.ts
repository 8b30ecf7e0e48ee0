import assert from 'node:assert/strict';
import type { Fields } from '../../../functions/src/events/event-definition.ts';
import { commented, LIMITS, tokenOf } from '../delivery/world.ts';

interface Story {
  /** Of the comment, beside Joon as its author and “Hi” as its text. */
  readonly comment?: Fields;
  readonly postAuthor?: string;
  readonly parentAuthor?: string;
  readonly followers?: readonly string[];
  /** Who is looked at, and what their document has beside their phone. */
  readonly uid?: string;
  readonly user?: Fields;
  readonly phone?: Fields;
}

/** What one person's phone gets of Joon's comment on Mina's post, and why nobody gets anything. */
async function told({ comment, followers = [], uid = 'mina', phone, user, ...others }: Story = {}) {
  const world = commented(followers, comment);
  const { postAuthor = 'mina', parentAuthor: authorId } = others;
  world.documents.set('posts/p', { authorId: postAuthor, title: 'Pictures' });
  if (authorId) world.documents.set('posts/p/comments/parent', { authorId });
  const device = { token: tokenOf(uid), platform: 'android', ...phone };
  world.users.set(uid, { pushTokens: { phone: device }, ...user });
  await world.event();
  const push = world.sent.find(({ to }) => 'token' in to && to.token === tokenOf(uid));
  const { title, body } = push?.payload.notification ?? {};
  const { skipped } = world.record();
  return { payload: push?.payload, type: push?.payload.data?.type, title, body, skipped };
}

describe('The message of a comment', () => {
  const said = { title: 'New comment from Joon', body: 'Hi' };
  const messageWith = (tag: string | null | undefined) => ({
    notification: said,
    data: { type: 'comment', ...said, postId: 'p', commentId: 'c', authorId: 'joon' },
    android: {
      priority: 'HIGH',
      ttl: `${LIMITS.maxAgeMs / 1000}s`,
      notification: { tag, channelId: 'comments', defaultSound: true },
    },
    apns: {
      headers: {
        'apns-push-type': 'alert',
        'apns-collapse-id': tag,
        'apns-priority': '10',
        'apns-expiration': String((1_000_000 + LIMITS.maxAgeMs) / 1000),
      },
      payload: { aps: { 'thread-id': 'p', 'interruption-level': 'active', sound: 'default' } },
    },
    webpush: { headers: { TTL: '14400', Urgency: 'high' }, notification: { tag } },
    fcm_options: { analytics_label: 'comment' },
  });

  it('says all that the platforms need', async () => {
    const { payload } = await told();
    assert.deepEqual(payload, messageWith(payload?.android?.notification?.tag));
  });

  it('has no sound and no urgency in quiet hours', async () => {
    const quietHours = { start: '00:00', end: '01:00' };
    const { payload } = await told({ user: { notificationSettings: { quietHours } } });
    const { android, apns, webpush, ...rest } = messageWith(payload?.android?.notification?.tag);
    const { tag } = webpush.notification;
    assert.deepEqual(payload, {
      ...rest,
      android: {
        ...android,
        priority: 'NORMAL',
        notification: { tag, channelId: 'comments_quiet' },
      },
      apns: {
        headers: { ...apns.headers, 'apns-priority': '5' },
        payload: { aps: { 'thread-id': 'p', 'interruption-level': 'passive' } },
      },
      webpush: {
        headers: { TTL: '14400', Urgency: 'normal' },
        notification: { tag, silent: true },
      },
    });
  });
});

describe('Whom a comment concerns', () => {
  const titles: Readonly<Record<string, string>> = {
    reply: 'Joon replied to you',
    mention: 'Joon mentioned you',
    comment: 'New comment from Joon',
    follow: 'Joon commented on a post you follow',
  };
  const answer = { parentId: 'parent' };
  const eleven = Array.from({ length: 11 }, (_, i) => `u${i + 1}`);
  const cases: readonly [string, Story, string | undefined][] = [
    ['the post’s author, who follows it too', { followers: ['mina'] }, 'comment'],
    ['a follower', { uid: 'sora', followers: ['sora'] }, 'follow'],
    ['whom it answers', { parentAuthor: 'sora', uid: 'sora', comment: answer }, 'reply'],
    [
      'the post’s author of an answer to another',
      { parentAuthor: 'sora', comment: answer },
      'comment',
    ],
    ['the post’s author as whom it answers', { parentAuthor: 'mina', comment: answer }, 'reply'],
    [
      'the post’s author of an answer to no comment',
      { comment: { parentId: 'x/comments/y' } },
      'comment',
    ],
    [
      'a mention before a comment and a follower',
      { followers: ['mina'], comment: { mentions: ['mina'] } },
      'mention',
    ],
    [
      'an answer before a mention',
      { parentAuthor: 'sora', uid: 'sora', comment: { ...answer, mentions: ['sora'] } },
      'reply',
    ],
    [
      'not the post’s author of an answer, who turned answers off',
      {
        parentAuthor: 'mina',
        comment: answer,
        user: { notificationSettings: { replies: false, comments: true } },
      },
      undefined,
    ],
    ['not its own author', { uid: 'joon', postAuthor: 'joon', followers: ['joon'] }, undefined],
    [
      'not who answers themselves',
      { uid: 'joon', parentAuthor: 'joon', comment: answer },
      undefined,
    ],
    ['not who mentions themselves', { uid: 'joon', comment: { mentions: ['joon'] } }, undefined],
    ['not a stranger', { uid: 'sora', comment: { mentions: ['hana'] } }, undefined],
    ['not an eleventh mention', { uid: 'u11', comment: { mentions: eleven } }, undefined],
    [
      'a tenth mention, repeats and what is no uid apart',
      { uid: 'u10', comment: { mentions: ['u1', 'a/b', '', '..', ...eleven] } },
      'mention',
    ],
  ];
  for (const [what, story, reason] of cases) {
    it(what, async () => {
      const { type, title } = await told(story);
      assert.deepEqual([type, title], [reason, reason && titles[reason]]);
    });
  }
});

describe('The language of a comment’s push', () => {
  for (const [device, user, title] of [
    [undefined, 'ko', 'Joon님의 새 댓글'],
    ['de-DE', 'ko', 'Neuer Kommentar von Joon'],
    ['tlh-Latn-US', 'ko', 'Joon님의 새 댓글'],
    ['!!', 42, 'New comment from Joon'],
    ['ko_KR', undefined, 'Joon님의 새 댓글'],
    // Basque does not become Spanish while the user has a language of their own.
    ['eu-ES', 'ja', 'Joonさんの新しいコメント'],
  ] as const) {
    it(`is that of ${device} on the device, else of ${user}`, async () => {
      const found = await told({ user: { locale: user }, phone: { locale: device } });
      assert.equal(found.title, title);
    });
  }
});

describe('The clock of quiet hours', () => {
  /** It is 00:16 in UTC and 09:16 in Seoul. */
  const [here, seoul] = [
    { start: '00:16', end: '00:17' },
    { start: '09:16', end: '09:17' },
  ];
  for (const [what, quietHours, timeZone, isQuiet] of [
    ['is UTC where none is known', here, undefined, true],
    ['is the device’s where the hours have none', seoul, 'Asia/Seoul', true],
    ['is the hours’ own', { ...seoul, timeZone: 'Asia/Seoul' }, 'UTC', true],
    ['does not go in an unknown zone', { ...here, timeZone: 'Mars/Olympus' }, 'UTC', false],
    ['has passed their end', { start: '23:00', end: '00:16' }, undefined, false],
    ['has no hours of no length', { start: '00:16', end: '00:16' }, undefined, false],
    ['has no hours without an end', { start: '00:16' }, undefined, false],
    ['has no hours that no clock shows', { start: '0:16', end: '24:00' }, undefined, false],
  ] as const) {
    it(what, async () => {
      const user = { notificationSettings: { quietHours } };
      const { payload } = await told({ user, phone: { timeZone } });
      assert.equal(payload?.android?.priority, isQuiet ? 'NORMAL' : 'HIGH');
    });
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
    ['is cut by what JSON makes of it', '"'.repeat(300), `${'"'.repeat(198)}…`],
    ['has no control characters', 'B\u0000o\u0007b\u001b[31m', 'Bob[31m'],
    ['turns nothing around', '\u202egpj.exe\u202c \u2067\u2066', 'gpj.exe '],
    ['is one line', 'Bob\r\n\r\nAdmin', 'Bob Admin'],
    [
      'is a neutral word where it shows nothing',
      ' \u200b\u200d\u2060\ufeff\u202e\u3164 ',
      'Someone',
    ],
    ['is a neutral word where it is missing', undefined, 'Someone'],
    ['is a neutral word where it is a number', 42, 'Someone'],
  ];
  for (const [what, authorName, shown] of names) {
    it(what, async () => {
      const { title } = await told({ comment: { authorName } });
      assert.equal(title, `New comment from ${shown || authorName}`);
    });
  }

  it('is a neutral word of the reader’s', async () => {
    const { title } = await told({ comment: { authorName: null }, user: { locale: 'ko' } });
    assert.equal(title, '익명 사용자님의 새 댓글');
  });
});

describe('The text of a comment', () => {
  const texts: readonly [string, string, string][] = [
    ['is never read as a message', "{name} # '{' <b> \\u0041", ''],
    ['keeps spaces, tabs and line breaks', '  a \t b\r\n\r\n  c\u2028d\u0085e  ', ''],
    ['keeps what emoji, Persian and Hindi are spelled with', '🏳️‍🌈 👍🏽 1️⃣ می‌خواهم क्षत्रिय', ''],
    ['has no control characters', 'be\u0000ll\u0007 \u001b[1m', 'bell [1m'],
    [
      'turns nothing around',
      '\u202aa\u202bb\u202cc\u202dd\u202ee\u2066f\u2067g\u2068h\u2069',
      'abcdefgh',
    ],
    ['has no half characters', 'a\ud83db\udc00', 'a\ufffdb\ufffd'],
    ['is three dots where it shows nothing', ' \n \u0000', '…'],
  ];
  for (const [what, text, shown] of texts) {
    it(what, async () => {
      const { body } = await told({ comment: { text } });
      assert.equal(body, shown || text);
    });
  }
});

describe('A comment that was written past the rules', () => {
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
    it(`is skipped in words that quote nothing: ${JSON.stringify(fields)}`, async () => {
      const { payload, skipped } = await told({ comment: fields });
      assert.deepEqual([payload, skipped], [undefined, `malformed ${field}`]);
    });
  }

  it('may have fields of the app’s own, and null for what is not there', async () => {
    const { type } = await told({ comment: { likes: 3, parentId: null, mentions: null } });
    assert.equal(type, 'comment');
  });
});
