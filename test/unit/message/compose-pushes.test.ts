import assert from 'node:assert/strict';
import { parseUser } from '../../../functions/src/audience/user.ts';
import type {
  EventDefinition,
  Notification,
  ReasonOptions,
} from '../../../functions/src/events/event-definition.ts';
import { composePushes, type InboxStatus } from '../../../functions/src/message/compose-pushes.ts';

const NOON = Date.UTC(2026, 0, 15, 12);
const HOUR_MS = 60 * 60_000;
const LIFETIME = { ttlSeconds: 60, now: NOON };
const PHONE = { phone: { token: 'token', platform: 'android' } };

/** What differs from the default event: Joon gives a star, and Mina gets a push on her phone. */
interface Story {
  readonly definition?: Partial<EventDefinition>;
  readonly reason?: Partial<ReasonOptions>;
  readonly notification?: Partial<Notification>;
  readonly users?: Readonly<Record<string, object>>;
  readonly settings?: object;
  readonly inbox?: Partial<InboxStatus>;
  readonly webOrigin?: string;
}

function pushesOf({ users, settings, webOrigin = '', ...story }: Story = {}) {
  const reasons = { star: { setting: 'stars', ...story.reason }, other: { setting: 'others' } };
  const texts = {
    en: { 'title.star': '{name} starred {what}', 'title.other': 'Other' },
    ko: { 'title.star': '{name}님의 별' },
  };
  const definition: EventDefinition = {
    name: 'star',
    document: 'stars/{id}',
    reasons,
    texts,
    ...story.definition,
    read: () => assert.fail('the event was read before'),
  };
  const notification: Notification = {
    authorId: 'joon',
    authorName: 'Joon',
    audience: [],
    thread: { id: 't' },
    body: 'Hi',
    values: { what: 'it' },
    ...story.notification,
  };
  const event = {
    definition,
    notification,
    reasons,
    path: 'stars/1',
    what: undefined,
    named: [],
    followers: undefined,
  };
  const people = users ?? { mina: { pushTokens: PHONE, notificationSettings: settings } };
  const recipients = Object.entries(people).map(
    ([uid, { reason = 'star', ...document }]: [string, { reason?: string }]) => ({
      user: parseUser(uid, document),
      reason,
    }),
  );
  const status = { silent: false, held: false, isRead: false, badge: 1, ...story.inbox };
  const inboxes = story.inbox && new Map([['mina', status]]);
  return composePushes(event, recipients, inboxes, LIFETIME, webOrigin);
}

function payloadOf(story: Story = {}) {
  const [push = assert.fail('no push')] = pushesOf(story);
  return push.payload;
}

describe('The pushes for an event', () => {
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

  it('are one for each device, in its language and by its clock', () => {
    const found = pushesOf({ users: { mina } }).map(({ payload, ...push }) => ({
      ...push,
      title: payload.notification?.title,
      priority: payload.android?.priority,
    }));
    const ko = { title: 'Joon님의 별', priority: 'HIGH' };
    const en = { title: 'Joon starred it', priority: 'HIGH' };
    assert.deepEqual(
      found,
      [
        { deviceId: 'a', target: { token: 'a' }, platform: 'web', ...ko },
        { deviceId: 'b', target: { fid: 'b' }, platform: 'ios', ...en },
        { deviceId: 'c', target: { token: 'c' }, platform: 'android', ...ko, priority: 'NORMAL' },
        { deviceId: 'd', target: { token: 'd' }, platform: 'android', ...ko },
      ].map((push) => ({
        uid: 'mina',
        reason: 'star',
        held: false,
        notBefore: undefined,
        ...push,
      })),
    );
  });

  it('share a payload if reason, language and presentation are the same', () => {
    const users = { mina, sora: mina, yuna: { ...mina, reason: 'other' } };
    const payloads = pushesOf({ users }).map(({ payload }) => payload);
    assert.equal(new Set(payloads).size, 6);
    assert.equal(payloads[0], payloads[3]);
    assert.equal(payloads[0], payloads[4]);
  });

  it('follow the inbox: silent, held, or none if it was read', () => {
    const apsOf = (inbox: Partial<InboxStatus>) => payloadOf({ inbox }).apns?.payload?.aps;
    const aps = { 'thread-id': 't', badge: 3 };
    const loud = { ...aps, 'interruption-level': 'active', sound: 'default' };
    assert.deepEqual(apsOf({ badge: 3 }), loud);
    assert.deepEqual(apsOf({ badge: 3, silent: true }), {
      ...aps,
      'interruption-level': 'passive',
    });
    assert.equal(payloadOf({ inbox: { badge: 3 } }).android?.notification?.notificationCount, 3);
    assert.equal(pushesOf({ inbox: { held: true } })[0]?.held, true);
    assert.equal(pushesOf({ inbox: {} })[0]?.held, false);
    assert.deepEqual(pushesOf({ inbox: { isRead: true } }), []);
  });

  for (const [what, story, channelId] of [
    ['of its event’s name', {}, 'star'],
    ['of its event', { definition: { channel: 'stars' } }, 'stars'],
    ['of its reason', { definition: { channel: 'x' }, reason: { channel: 'mine' } }, 'mine'],
  ] as const) {
    it(`have the Android channel ${what}`, () => {
      assert.equal(payloadOf(story).android?.notification?.channelId, channelId);
    });
  }

  const quietHours = { start: '00:00', end: '23:59', timeZone: 'UTC' };

  it('have the fields of a look, and are still silent in quiet hours', () => {
    const look = (reason: string) => ({
      android: { notification: { sound: 'gong', icon: reason, clickAction: 'OPEN' } },
      apns: {
        payload: { aps: { category: 'STAR', sound: 'gong.caf', 'interruption-level': 'critical' } },
      },
      webpush: { notification: { actions: [{ action: 'open', title: 'Open' }] } },
    });
    const loud = payloadOf({ definition: { look } });
    assert.partialDeepStrictEqual(loud, look('star'));
    assert.equal(loud.android?.notification?.channelId, 'star');
    const quiet = payloadOf({ definition: { look }, settings: { quietHours } });
    assert.equal(quiet.android?.notification?.sound, undefined);
    const aps = { category: 'STAR', 'interruption-level': 'passive', 'thread-id': 't' };
    assert.deepEqual(quiet.apns?.payload?.aps, aps);
  });

  it('have only data for the app’s own code, also in quiet hours', () => {
    const definition = { look: () => ({ dataOnly: true as const }) };
    for (const settings of [{}, { quietHours }]) {
      const { notification, data, android, apns, webpush } = payloadOf({ definition, settings });
      const shown = [notification, android?.notification, webpush?.notification];
      assert.deepEqual([...shown, data?.body], [undefined, undefined, undefined, 'Hi']);
      assert.equal(apns?.headers?.['apns-push-type'], 'background');
      assert.deepEqual(apns?.payload?.aps, { 'thread-id': 't', 'content-available': 1 });
    }
  });

  it('have no look that leaves no room for the text', () => {
    const look = () => ({ webpush: { data: { more: 'x'.repeat(4_096) } } });
    const payload = payloadOf({ definition: { look } });
    assert.equal(payload.webpush?.data, undefined);
    assert.deepEqual(payload.notification, { title: 'Joon starred it', body: 'Hi' });
  });

  it('have a link if the event has one and the origin of the web app is known', () => {
    const linkOf = (webOrigin: string, link?: string) =>
      payloadOf({ webOrigin, notification: { link } }).webpush?.fcm_options;
    assert.deepEqual(linkOf('https://a.b', '/stars/1'), { link: 'https://a.b/stars/1' });
    assert.equal(linkOf('https://a.b'), undefined);
    assert.equal(linkOf('', '/stars/1'), undefined);
  });

  it('have a picture, which the iOS app must load, if it leaves room for the text', () => {
    const shownOf = (image: string) => {
      const { notification, apns } = payloadOf({ notification: { image } });
      return [notification?.image, apns?.payload?.aps['mutable-content']];
    };
    assert.deepEqual(shownOf('https://a.b/star.png'), ['https://a.b/star.png', 1]);
    assert.deepEqual(shownOf(`https://a.b/${'x'.repeat(3_000)}`), [undefined, undefined]);
  });

  it('replace those with the same key, which is the path of their document by default', () => {
    const tagOf = (notification: Partial<Notification>) =>
      payloadOf({ notification }).android?.notification?.tag;
    assert.equal(tagOf({}), tagOf({ collapseKey: 'stars/1' }));
    assert.notEqual(tagOf({}), tagOf({ collapseKey: 'other' }));
  });

  const quiet = { quietHours: { start: '11:00', end: '13:00', timeZone: 'UTC' } };
  for (const [what, inQuietHours, settings, expected] of [
    ['have no sound by default', undefined, quiet, ['NORMAL', undefined]],
    ['wait for their end', 'later', quiet, ['NORMAL', NOON + HOUR_MS]],
    ['can still have a sound', 'aloud', quiet, ['HIGH', undefined]],
    ['are normal outside of them', 'later', {}, ['HIGH', undefined]],
  ] as const) {
    it(`in quiet hours ${what}`, () => {
      const [push] = pushesOf({ reason: { inQuietHours }, settings });
      assert.deepEqual([push?.payload.android?.priority, push?.notBefore], expected);
    });
  }
});
