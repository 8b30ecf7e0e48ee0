import assert from 'node:assert/strict';
import { parseUser } from '../../../functions/src/audience/user.ts';
import type { Fields } from '../../../functions/src/events/event-definition.ts';
import { push } from '../../../functions/src/events/push.ts';
import { composePushes } from '../../../functions/src/message/compose-pushes.ts';
import { eventOf } from './read-events.ts';

const TO = { uids: ['mina', 'joon'] };
const HELLO = { to: TO, title: 'Hello', body: 'All of you' };

const read = (data: Fields) => eventOf(push, { pushId: 'one' }, data, {});

async function event(data: Fields = {}) {
  const found = await read({ ...HELLO, ...data });
  assert.ok('notification' in found, JSON.stringify(found));
  return found;
}

async function payloadsIn(locales: readonly string[], data: Fields = {}) {
  const phones = locales.map((locale) => ({ token: locale, platform: 'android', locale }));
  const user = parseUser('mina', { pushTokens: Object.fromEntries(phones.entries()) });
  const to = [{ user, reason: String(data.type ?? 'announcement') }];
  const lifetime = { ttlSeconds: 60, now: 0 };
  const composed = composePushes(await event(data), to, undefined, lifetime, 'https://app.example');
  return composed.map(({ payload }) => payload);
}

describe('A push by document', () => {
  it('is in the language of each reader, else in the default one', async () => {
    const said = { title: { en: 'Hello', pt: 'Olá', ko_KR: '안녕' }, body: { en: 'B' } };
    const payloads = await payloadsIn(['en-GB', 'pt-BR', 'pt', 'ko-KR', 'fr'], said);
    assert.deepEqual(
      payloads.map(({ notification }) => notification?.title),
      ['Hello', 'Olá', 'Olá', '안녕', 'Hello'],
    );
  });

  it('has a title on one line, and no text that turns the direction of what follows', async () => {
    const text = 'Hello,\n\u202eall';
    const [payload] = await payloadsIn(['en'], { title: text, body: { en: text } });
    assert.deepEqual(payload?.notification, { title: 'Hello, all', body: 'Hello,\nall' });
  });

  it('has the fields for the app, in addition to those of every push', async () => {
    const [payload] = await payloadsIn(['en'], {
      type: 'order',
      data: { orderId: 'o', title: 'not this one' },
      channel: 'orders',
      link: '/orders/o',
      threadId: 'orders',
      image: 'https://img.example/a.png',
    });
    assert.partialDeepStrictEqual(payload, {
      notification: { title: 'Hello', body: 'All of you', image: 'https://img.example/a.png' },
      data: { type: 'order', orderId: 'o', title: 'Hello', body: 'All of you' },
      android: { notification: { channelId: 'orders' } },
      apns: { payload: { aps: { 'thread-id': 'orders' } } },
      webpush: { fcm_options: { link: 'https://app.example/orders/o' } },
      fcm_options: { analytics_label: 'order' },
    });
  });

  it('is turned off by its setting, and muted by its sender and its thread', async () => {
    const { reasons, notification } = await event({
      setting: 'news',
      senderId: 'ana',
      threadId: 'weekly',
      inQuietHours: 'aloud',
    });
    assert.deepEqual(reasons, {
      announcement: { setting: 'news', channel: undefined, inQuietHours: 'aloud' },
    });
    assert.deepEqual([notification.authorId, notification.thread.id], ['ana', 'weekly']);
    const byDefault = await event({ to: { uids: Array(500).fill('mina') } });
    assert.equal(byDefault.reasons?.announcement?.setting, 'announcements');
    assert.equal(byDefault.notification.thread.id, 'one');
  });

  for (const [what, data, expected] of [
    ['no people', { to: undefined }, 'to is missing'],
    ['people of another shape', { to: 'mina' }, 'to must be'],
    ['nobody', { to: { uids: [] } }, 'to.uids must be 1 to 500'],
    ['501 people', { to: { uids: Array(501).fill('a') } }, 'to.uids must be 1 to 500'],
    ['both kinds of people', { to: { uids: ['a'], collection: 'users' } }, 'to must be'],
    ['a document for a collection', { to: { collection: 'teams/a' } }, 'to.collection must be'],
    ['no ID in a collection', { to: { collection: 'a/../b' } }, 'to.collection must be'],
    ['a uid with a slash', { to: { uids: ['a/b'] } }, 'to.uids.0 must be an ID'],
    ['no title', { title: undefined }, 'title is missing'],
    ['a title that shows nothing', { title: '\u200b\u2800' }, 'title must show something'],
    ['a title that shows nothing to some', { title: { en: 'x', ko: ' ' } }, 'title must show'],
    ['a title in no language', { title: {} }, 'title must be a string, or a map'],
    [
      'a title in no known language',
      { title: { 'no language': 'x' } },
      'must be a string, or a map',
    ],
    [
      'a title that is no string',
      { title: { en: 'x', ko: 7 } },
      'title must be a string, or a map',
    ],
    ['a body that is a number', { body: 7 }, 'body must be a string'],
    ['a time that is a string', { sendAt: '2026-11-24' }, 'sendAt must be a timestamp'],
    ['a time that is null', { sendAt: null }, 'sendAt must be a timestamp'],
    ['a sender that is no ID', { senderId: 'a/b' }, 'senderId must be an ID'],
    ['a type with a space', { type: 'an order' }, 'type must be 1 to 50'],
    ['data that are no strings', { data: { a: 1 } }, 'data.a must hold strings'],
    ['a list for data', { data: ['a'] }, 'data must be a map of strings'],
    ['data that FCM keeps for itself', { data: { 'google.a': 'b' } }, 'has a key that FCM keeps'],
    ['data by a key that FCM keeps for itself', { data: { gcm: 'b' } }, 'has a key that FCM keeps'],
    ['a link to another site', { link: 'https://x.example' }, 'link must begin with /'],
    ['a picture that is not encrypted', { image: 'http://x.example/a' }, 'image must begin with'],
    ['quiet hours that it does not know', { inQuietHours: 'loud' }, 'inQuietHours must be silent'],
    ['data that leave no room for text', { data: { a: 'x'.repeat(1_600) } }, 'data too long'],
  ] as const) {
    it(`sends nothing if it has ${what}, and gives the reason`, async () => {
      const fields = Object.entries({ ...HELLO, ...data }).filter(([, each]) => each !== undefined);
      const { skip } = { skip: '', ...(await read(Object.fromEntries(fields))) };
      assert.ok(skip.includes(expected), skip);
      assert.doesNotMatch(skip, /undefined|Invalid/);
    });
  }
});
