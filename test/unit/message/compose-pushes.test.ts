import assert from 'node:assert/strict';
import { parseUser } from '../../../functions/src/audience/user.ts';
import { comment } from '../../../functions/src/events/comment.ts';
import type {
  EventDefinition,
  Notification,
  ReasonOptions,
} from '../../../functions/src/events/event-definition.ts';
import {
  type CollapseUnit,
  composePushes,
  type InboxStatus,
} from '../../../functions/src/message/compose-pushes.ts';
import { commentEvent } from '../events/read-events.ts';

const NOON = Date.UTC(2026, 0, 15, 12);
const HOUR_MS = 60 * 60_000;
const LIFETIME = { ttlSeconds: 60, now: NOON };

const user = (uid: string, document: object) => ({ user: parseUser(uid, document) });
const phone = { phone: { token: 'token', platform: 'android' } };

const STANDING: InboxStatus = { silent: false, held: false, isRead: false, count: 1, badge: 1 };

describe('the pushes about an event', () => {
  const mina = {
    locale: 'ko',
    notificationSettings: { quietHours: { start: '11:00', end: '13:00' } },
    pushTokens: {
      a: { token: 'a', platform: 'web', timeZone: 'Asia/Seoul' },
      b: { fid: 'b', platform: 'ios', timeZone: 'Asia/Seoul', locale: 'en' },
      c: { token: 'c', platform: 'android', timeZone: 'UTC' },
      d: { token: 'd', platform: 'android', timeZone: 'Asia/Seoul', locale: 'ko-KR' },
    },
  };
  const nameless = { authorId: 'joon', text: 'Nice photo!' };

  it('are one for each device, in its language and hours', async () => {
    const to = [{ ...user('mina', mina), reason: 'reply' }];
    const event = await commentEvent(nameless);
    const ko = { title: '익명 사용자님의 답글', priority: 'HIGH' };
    const en = { title: 'Someone replied to you', priority: 'HIGH' };
    assert.deepEqual(
      composePushes(event, to, undefined, LIFETIME, { collapse: 'event' }).map(
        ({ payload: { notification, android }, ...push }) => ({
          ...push,
          title: notification?.title,
          priority: android?.priority,
        }),
      ),
      [
        { deviceId: 'a', target: { token: 'a' }, platform: 'web', ...ko },
        { deviceId: 'b', target: { fid: 'b' }, platform: 'ios', ...en },
        { deviceId: 'c', target: { token: 'c' }, platform: 'android', ...ko, priority: 'NORMAL' },
        { deviceId: 'd', target: { token: 'd' }, platform: 'android', ...ko },
      ].map((push) => ({ uid: 'mina', reason: 'reply', ...push })),
    );
  });

  it('share a payload where reason, language and presentation are the same', async () => {
    const to = [
      ['mina', 'reply'],
      ['sora', 'reply'],
      ['yuna', 'comment'],
    ].map(([uid = '', reason = '']) => ({ ...user(uid, mina), reason }));
    const event = await commentEvent(nameless);
    const payloads = composePushes(event, to, undefined, LIFETIME, { collapse: 'event' }).map(
      ({ payload }) => payload,
    );
    assert.equal(new Set(payloads).size, 6);
    assert.equal(payloads[0], payloads[3]);
    assert.equal(payloads[0], payloads[4]);
  });
});

describe('what somebody’s inbox says of a push', () => {
  async function pushOf(standing: Partial<InboxStatus>, settings: object = {}) {
    const event = await commentEvent({ authorId: 'joon', text: 'Hi' });
    const mina = user('mina', { pushTokens: phone, notificationSettings: settings });
    const to = [{ ...mina, reason: 'comment' }];
    const inboxes = new Map([['mina', { ...STANDING, ...standing }]]);
    const [push] = composePushes(event, to, inboxes, LIFETIME, { collapse: 'event' });
    return push;
  }

  it('is its silence, and the number on the icon', async () => {
    const aps = { 'thread-id': 'post-1', badge: 3 };
    const loud = await pushOf({ badge: 3 });
    assert.deepEqual(loud?.payload.apns?.payload?.aps, {
      ...aps,
      ...{ 'interruption-level': 'active', sound: 'default' },
    });
    const silent = await pushOf({ badge: 3, silent: true });
    assert.deepEqual(silent?.payload.apns?.payload?.aps, {
      ...aps,
      'interruption-level': 'passive',
    });
  });

  it('is that it is held, or read: then there is none', async () => {
    assert.equal((await pushOf({ held: true }))?.held, true);
    assert.ok(!('held' in ((await pushOf({})) ?? {})));
    assert.equal(await pushOf({ isRead: true }), undefined);
  });
});

describe('what is replaced on the screen', () => {
  async function pushOf(commentId: string, count: number, collapse: CollapseUnit, postId = 'p') {
    const data = { authorId: 'joon', authorName: 'Joon', text: 'Hi' };
    const event = await commentEvent(data, { postId, commentId });
    const to = [{ ...user('mina', { pushTokens: phone }), reason: 'comment' }];
    const inboxes = new Map([['mina', { ...STANDING, count, badge: 7 }]]);
    const [push = assert.fail()] = composePushes(event, to, inboxes, LIFETIME, { collapse });
    return push.payload;
  }
  const tagOf = ({ android }: Awaited<ReturnType<typeof pushOf>>) => android?.notification?.tag;

  it('is only its own repeat, which all of its users share, and it says who wrote it', async () => {
    const event = await commentEvent({ authorId: 'joon', authorName: 'Joon', text: 'Hi' });
    const to = ['mina', 'sora'].map((uid) => ({
      ...user(uid, { pushTokens: phone }),
      reason: 'comment',
    }));
    const inboxes = new Map([
      ['mina', STANDING],
      ['sora', { ...STANDING, count: 2 }],
    ]);
    const options = { collapse: 'event' as const };
    const [one, other] = composePushes(event, to, inboxes, LIFETIME, options);
    assert.equal(one?.payload, other?.payload);
    assert.notEqual(tagOf(await pushOf('a', 1, 'event')), tagOf(await pushOf('b', 2, 'event')));
    const third = await pushOf('b', 3, 'event');
    assert.equal(third.notification?.title, 'New comment from Joon');
  });

  it('is the one before in its thread without an inbox too, and of an event that counts', async () => {
    const event = await commentEvent({ authorId: 'joon', authorName: 'Joon', text: 'Hi' });
    const to = [{ ...user('mina', { pushTokens: phone }), reason: 'comment' }];
    const tagIn = (definition: EventDefinition) => {
      const options = { collapse: 'thread' as const };
      const [push = assert.fail()] = composePushes(
        { ...event, definition },
        to,
        undefined,
        LIFETIME,
        options,
      );
      return push.payload.android?.notification?.tag;
    };
    const { countedTitle: _, ...uncounted } = event.definition;
    assert.equal(tagIn(event.definition), tagOf(await pushOf('a', 1, 'thread', 'post-1')));
    assert.notEqual(tagIn(uncounted), tagIn(event.definition));
  });

  it('is the one before in its thread, and it counts', async () => {
    const [first, third] = [await pushOf('a', 1, 'thread'), await pushOf('c', 3, 'thread')];
    assert.equal(tagOf(first), tagOf(third));
    assert.notEqual(tagOf(first), tagOf(await pushOf('a', 1, 'thread', 'other')));
    assert.equal(third.apns?.headers?.['apns-collapse-id'], tagOf(third));
    assert.equal(third.webpush?.notification?.tag, tagOf(third));
    assert.equal(first.notification?.title, 'New comment from Joon');
    assert.equal(third.notification?.title, '3 new comments');
    assert.equal(third.apns?.payload?.aps?.badge, 7);
    assert.equal(third.android?.notification?.notificationCount, 7);
  });
});

describe('what a definition may ask for', () => {
  const NOTIFICATION: Notification = {
    authorId: 'joon',
    authorName: 'Joon',
    audience: [],
    thread: { id: 't' },
    body: 'Hi',
  };
  /** The push of an event whose definition says so, to somebody with these settings. */
  function pushOf(
    says: Partial<EventDefinition & { reason: Partial<ReasonOptions> }>,
    tells: Partial<Notification> = {},
    notificationSettings: object = {},
    webOrigin?: string,
  ) {
    const { reason, ...rest } = says;
    const reasons = { star: { setting: 'stars', ...reason } };
    const texts = { en: { 'title.star': '{name} starred {what}' } };
    const definition = { ...comment, name: 'star', reasons, texts, ...rest };
    const { channel: _, ...unnamed } = definition;
    const event = {
      definition: says.channel === undefined ? unnamed : definition,
      notification: { ...NOTIFICATION, values: { what: 'it' }, ...tells },
      ...{ path: 'stars/1', what: undefined, reasons },
      named: [],
      followers: undefined,
    };
    const to = [{ ...user('mina', { pushTokens: phone, notificationSettings }), reason: 'star' }];
    const options = { collapse: 'event' as const, webOrigin };
    const [push = assert.fail()] = composePushes(event, to, undefined, LIFETIME, options);
    return push;
  }

  for (const [what, says, channelId, label] of [
    ['texts of its own, with values', {}, 'star', 'star'],
    ['a channel', { channel: 'stars' }, 'stars', 'star'],
    ['a channel of a reason', { channel: 'x', reason: { channel: 'mine' } }, 'mine', 'star'],
    ['a label of a reason', { reason: { analyticsLabel: 'test-b' } }, 'star', 'test-b'],
  ] as const) {
    it(what, () => {
      const { notification, android, fcm_options } = pushOf(says).payload;
      assert.equal(notification?.title, 'Joon starred it');
      assert.equal(android?.notification?.channelId, channelId);
      assert.deepEqual(fcm_options, { analytics_label: label });
    });
  }

  it('a look in FCM’s own fields, over ours, and silent all the same in quiet hours', () => {
    const look = (reason: string) => ({
      android: { notification: { sound: 'gong', icon: reason }, restricted_satellite_ok: true },
      apns: {
        payload: { aps: { category: 'STAR', sound: 'gong.caf', 'interruption-level': 'critical' } },
      },
      webpush: { notification: { actions: [{ action: 'open', title: 'Open' }] } },
    });
    const loud = pushOf({ look }).payload;
    assert.partialDeepStrictEqual(loud, {
      android: {
        priority: 'HIGH',
        notification: { sound: 'gong', icon: 'star', channelId: 'star' },
        restricted_satellite_ok: true,
      },
      apns: {
        payload: { aps: { category: 'STAR', sound: 'gong.caf', 'interruption-level': 'critical' } },
      },
      webpush: { notification: { actions: [{ action: 'open', title: 'Open' }] } },
    });
    const quietHours = { start: '00:00', end: '23:59', timeZone: 'UTC' };
    const { android, apns } = pushOf({ look }, {}, { quietHours }).payload;
    assert.equal(android?.notification?.sound, undefined);
    const aps = apns?.payload?.aps ?? {};
    assert.deepEqual(
      [aps.category, aps.sound, aps['interruption-level']],
      ['STAR', undefined, 'passive'],
    );
  });

  it('data alone, for the app’s own code', () => {
    const { payload } = pushOf({ look: () => ({ dataOnly: true }) });
    assert.equal(payload.notification, undefined);
    assert.equal(payload.android?.notification, undefined);
    assert.equal(payload.data?.title, 'Joon starred it');
    assert.partialDeepStrictEqual(payload.apns, {
      headers: { 'apns-push-type': 'background', 'apns-priority': '5' },
      payload: { aps: { 'content-available': 1 } },
    });
  });

  it('a look that leaves room for the text, or none', () => {
    const look = () => ({ webpush: { data: { more: 'x'.repeat(4_096) } } });
    const { payload } = pushOf({ look });
    assert.equal(payload.webpush?.data, undefined);
    assert.notEqual(payload.notification?.body, '');
  });

  it('what a click opens: on Android, and on the web where its origin is known', () => {
    const { payload } = pushOf({ clickAction: 'OPEN' }, { link: '/stars/1' }, {}, 'https://a.b');
    assert.equal(payload.android?.notification?.clickAction, 'OPEN');
    assert.deepEqual(payload.webpush?.fcm_options, { link: 'https://a.b/stars/1' });
    const without = pushOf({}, {}, {}, 'https://a.b').payload;
    assert.ok(!('fcm_options' in (without.webpush ?? {})));
    for (const origin of ['', undefined]) {
      const unknown = pushOf({}, { link: '/stars/1' }, {}, origin).payload;
      assert.ok(!('fcm_options' in (unknown.webpush ?? {})));
    }
  });

  it('a picture, which iOS has to load itself', () => {
    const image = `https://a.b/${'x'.repeat(488)}`;
    const { payload } = pushOf({}, { image });
    assert.equal(payload.notification?.image, image);
    assert.equal(payload.apns?.payload?.aps['mutable-content'], 1);
    for (const bad of ['http://a.b/star.png', `https://a.b/${'x'.repeat(500)}`]) {
      const without = pushOf({}, { image: bad }).payload;
      assert.ok(!('image' in (without.notification ?? {})), bad);
      assert.ok(!('mutable-content' in (without.apns?.payload?.aps ?? {})));
    }
  });

  it('its own key to replace by, or the path of its document', () => {
    const tagOf = (push: ReturnType<typeof pushOf>) => push.payload.android?.notification?.tag;
    assert.equal(tagOf(pushOf({})), tagOf(pushOf({}, { collapseKey: 'stars/1' })));
    assert.notEqual(tagOf(pushOf({})), tagOf(pushOf({}, { collapseKey: 'other' })));
  });

  const quiet = { quietHours: { start: '11:00', end: '13:00', timeZone: 'UTC' } };
  const holding = { quietHours: { ...quiet.quietHours, hold: true } };
  for (const [what, inQuietHours, settings, expected] of [
    ['no sound, by default', undefined, quiet, ['NORMAL', undefined]],
    ['to wait for their end', 'later', quiet, ['NORMAL', NOON + HOUR_MS]],
    ['what the person wants, to wait', undefined, holding, ['NORMAL', NOON + HOUR_MS]],
    ['a sound all the same', 'aloud', quiet, ['HIGH', undefined]],
    ['a sound, whatever the person wants', 'aloud', holding, ['HIGH', undefined]],
    ['nothing outside of them', 'later', {}, ['HIGH', undefined]],
  ] as const) {
    it(`for quiet hours ${what}`, () => {
      const push = pushOf(inQuietHours ? { reason: { inQuietHours } } : {}, {}, settings);
      assert.deepEqual([push.payload.android?.priority, push.notBefore], expected);
    });
  }
});
