import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseUser } from '../../../functions/src/audience/user.ts';
import { comment } from '../../../functions/src/events/comment.ts';

const defaults = {
  off: new Set(),
  muted: { threads: new Set(), uids: new Set() },
  quietHours: undefined,
};
const timestamp = (millis: number) => ({ toMillis: () => millis });

describe('A user', () => {
  it('has all parts of the document', () => {
    const user = parseUser('mina', {
      displayName: 'Mina',
      locale: 'ko-KR',
      notificationSettings: {
        comments: false,
        replies: 'no',
        likes: true,
        muted: { postIds: ['post-1', 7], uids: ['joon'] },
        quietHours: { start: '22:05', end: '08:00', timeZone: 'Asia/Seoul' },
      },
      pushTokens: {
        tablet: {
          fid: 'installation',
          platform: 'ios',
          locale: 'en',
          timeZone: 'UTC',
          appVersion: '1.2',
          createdAt: timestamp(1),
          lastSeenAt: timestamp(2),
          problem: 'SENDER_ID_MISMATCH',
        },
        constructor: { token: 'token', platform: 'web', createdAt: 7 },
      },
      theme: 'dark',
    });
    assert.deepEqual(user, {
      uid: 'mina',
      locale: 'ko-KR',
      settings: {
        off: new Set(['comments']),
        muted: { threads: new Set(['post-1']), uids: new Set(['joon']) },
        quietHours: { startMinute: 22 * 60 + 5, endMinute: 8 * 60, timeZone: 'Asia/Seoul' },
      },
      devices: [
        {
          deviceId: 'constructor',
          target: { token: 'token' },
          platform: 'web',
          createdAt: 0,
          lastSeenAt: 0,
        },
        {
          deviceId: 'tablet',
          target: { fid: 'installation' },
          platform: 'ios',
          locale: 'en',
          timeZone: 'UTC',
          appVersion: '1.2',
          createdAt: 1,
          lastSeenAt: 2,
          problem: 'SENDER_ID_MISMATCH',
        },
      ],
    });
  });

  it('has no device for a document that does not exist', () => {
    assert.deepEqual(parseUser('mina', undefined), {
      uid: 'mina',
      settings: defaults,
      devices: [],
    });
  });

  it('has no quiet hours without an end, or with a time that does not exist', () => {
    for (const quietHours of [{ start: '00:16' }, { start: '0:16', end: '23:00' }, '22:00']) {
      const { settings } = parseUser('mina', { notificationSettings: { quietHours } });
      assert.deepEqual(settings, defaults);
    }
  });

  it('has only devices that a push can reach', () => {
    const platform = 'web';
    const pushTokens = {
      a: { platform },
      b: { token: 'token', fid: 'installation', platform },
      c: { token: '', platform },
      d: { token: 7, platform },
      e: { token: 'token', platform: 'toaster' },
      f: { token: 'token' },
      g: null,
      h: 'token',
    };
    assert.deepEqual(parseUser('mina', { pushTokens }).devices, []);
    assert.deepEqual(parseUser('mina', { pushTokens: 'none' }).devices, []);
  });

  it('has only the devices of its own document', () => {
    const inherited = Object.create({ phone: { token: 'token', platform: 'web' } });
    assert.deepEqual(parseUser('mina', { pushTokens: inherited }).devices, []);
    const entry = Object.create({ token: 'token', platform: 'web' });
    assert.deepEqual(parseUser('mina', { pushTokens: { phone: entry } }).devices, []);
  });
});

describe('Documents that the rules would forbid', () => {
  const keys = fc.constantFrom(
    ...['authorId', 'authorName', 'text', 'parentId', 'mentions', 'displayName', 'locale'],
    ...['notificationSettings', 'muted', 'postIds', 'quietHours', 'start', 'pushTokens', 'token'],
  );
  const anyDocument = fc.anything({ key: keys, maxDepth: 4, withNullPrototype: true });

  it('never cause an error', () => {
    fc.assert(
      fc.property(anyDocument, (data) => {
        parseUser('mina', data);
        comment.read({ postId: 'p', commentId: 'c' }, Object(data));
      }),
    );
  });
});
