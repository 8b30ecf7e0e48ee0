import assert from 'node:assert/strict';
import {
  dataOf,
  type Look,
  lookOf,
  notificationOf,
  settingsOf,
} from '../page/notification-view.ts';

const MESSAGE = {
  token: 't',
  notification: { title: 'Title', body: 'Body' },
  data: { a: '1' },
  android: {
    ttl: '5s',
    data: { b: '2' },
    notification: { title: 'Android', channel_id: 'c', tag: 'x' },
  },
  apns: {
    headers: { 'apns-priority': '5' },
    payload: { aps: { alert: { subtitle: 'Sub' }, badge: 3, sound: 'default' } },
  },
  webpush: { headers: { TTL: '9' }, notification: { body: 'Web' } },
};

describe('FCM emulator page: notification view', () => {
  const shown: readonly [name: string, message: object, look: Look, view: object | undefined][] = [
    ['its own title before the common one', MESSAGE, 'android', { title: 'Android', body: 'Body' }],
    ['an iOS subtitle', MESSAGE, 'ios', { title: 'Title', subtitle: 'Sub', body: 'Body' }],
    ['its own body before the common one', MESSAGE, 'web', { title: 'Title', body: 'Web' }],
    [
      'an iOS alert that is a text',
      { apns: { payload: { aps: { alert: 'Hi', sound: 'x' } } } },
      'ios',
      { body: 'Hi' },
    ],
    [
      'a title by key, in the lowerCamelCase name',
      { android: { notification: { titleLocKey: 'key' } } },
      'android',
      { title: 'key' },
    ],
    ['nothing for data alone', { data: { a: '1' } }, 'android', undefined],
    [
      'nothing for a background push',
      { apns: { payload: { aps: { 'content-available': 1 } } } },
      'ios',
      undefined,
    ],
  ];
  for (const [name, message, look, view] of shown) {
    it(`shows ${name}`, () => {
      assert.deepEqual(
        notificationOf({ ...message }, look),
        view && { title: '', subtitle: '', body: '', silent: false, ...view },
      );
    });
  }

  const silent: readonly [message: object, look: Look, silent: boolean][] = [
    [{ android: { priority: 'NORMAL' } }, 'android', true],
    [{ android: { priority: 'high' } }, 'android', false],
    [{ android: { notification: { notification_priority: 'PRIORITY_LOW' } } }, 'android', true],
    [{}, 'ios', true],
    [{ apns: { payload: { aps: { sound: 'default' } } } }, 'ios', false],
    [
      { apns: { payload: { aps: { sound: 'default', 'interruption-level': 'passive' } } } },
      'ios',
      true,
    ],
    [{ webpush: { notification: { silent: true } } }, 'web', true],
  ];
  for (const [message, look, expected] of silent) {
    it(`calls ${JSON.stringify(message)} ${expected ? 'silent' : 'loud'} on ${look}`, () => {
      const view = notificationOf({ ...message, notification: { title: 'T' } }, look);
      assert.equal(view?.silent, expected);
    });
  }

  it('lists the settings and the data of one platform', () => {
    assert.deepEqual(settingsOf(MESSAGE, 'android'), [
      ['ttl', '5s'],
      ['channel_id', 'c'],
      ['tag', 'x'],
    ]);
    assert.deepEqual(settingsOf(MESSAGE, 'ios'), [
      ['apns-priority', '5'],
      ['badge', '3'],
      ['sound', 'default'],
    ]);
    assert.deepEqual(settingsOf(MESSAGE, 'web'), [['TTL', '9']]);
    assert.deepEqual(settingsOf({}, 'web'), []);
    assert.deepEqual(dataOf(MESSAGE, 'android'), [['b', '2']]);
    assert.deepEqual(dataOf(MESSAGE, 'ios'), [['a', '1']]);
  });

  it('looks like the device, else like the only platform of the message', () => {
    assert.equal(lookOf('iOS', MESSAGE), 'ios');
    assert.equal(lookOf(undefined, { apns: {} }), 'ios');
    assert.equal(lookOf('toaster', { webpush: {} }), 'web');
    assert.equal(lookOf(undefined, MESSAGE), 'android');
    assert.equal(lookOf(undefined, null), 'android');
  });
});
