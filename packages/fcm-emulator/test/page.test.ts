import assert from 'node:assert/strict';
import {
  INITIAL_STATE,
  MAX_SENDS,
  nextState,
  notificationOf,
  type PageEvent,
} from '../page/emulator.ts';
import type { LoggedMessage } from '../src/state/message-log.ts';

const logged = (n: number): LoggedMessage => ({
  id: `m${n}`,
  name: `projects/p/messages/m${n}`,
  receivedAt: new Date(n).toISOString(),
  project: 'p',
  target: 'token',
  device: 't',
  message: { token: 't' },
  deliveries: [],
});
const refused = (n: number): PageEvent => [
  'refused',
  { ...logged(n), key: `r${n}`, answer: { status: 503, body: {} } },
];
const listing = (...messages: LoggedMessage[]): PageEvent => [
  'connected',
  { devices: [], faults: [], messages },
];
const after = (...events: PageEvent[]) => events.reduce(nextState, INITIAL_STATE);
const keys = (...events: PageEvent[]) => after(...events).sends.map(({ key }) => key);

describe('FCM emulator page: state', () => {
  it('lists sends newest first, each once, although the stream repeats the log', () => {
    const events = [listing(logged(1), logged(2)), ['message', logged(2)], refused(3)] as const;
    assert.deepEqual(keys(...events), ['r3', 'm2', 'm1']);
  });

  it('keeps refused sends and reads the rest from the log when it reconnects', () => {
    const events: PageEvent[] = [refused(3), ['message', logged(5)], ['disconnected', null]];
    assert.equal(after(...events).connected, false);
    assert.deepEqual(keys(...events, listing(logged(2), logged(4))), ['m4', 'r3', 'm2']);
  });

  it('keeps a limited number of sends', () => {
    const many = Array.from({ length: MAX_SENDS + 1 }, (_, n): PageEvent => ['message', logged(n)]);
    assert.equal(keys(...many).length, MAX_SENDS);
    assert.equal(keys(...many)[0], `m${MAX_SENDS}`);
  });

  it('adds a push service’s answer to its message', () => {
    const delivery = { device: 't', at: '', ok: true, detail: 'answered 201' };
    const { sends } = after(
      ['message', logged(1)],
      ['message', logged(2)],
      ['delivery', { message: 'm1', ...delivery }],
    );
    assert.deepEqual(
      sends.map(({ deliveries }) => deliveries),
      [[], [delivery]],
    );
  });
});

describe('FCM emulator page: notification', () => {
  const message = {
    notification: { title: 'T', body: 'B' },
    android: { notification: { body: 'on Android' } },
    apns: { payload: { aps: { alert: { title: 'on iOS' } } } },
    webpush: { notification: { title: 'on the web', body: '' } },
  };
  for (const [platform, title, body] of [
    [undefined, 'T', 'B'],
    ['Android', 'T', 'on Android'],
    ['ios', 'on iOS', 'B'],
    ['web', 'on the web', 'B'],
  ] as const) {
    it(`has the texts of ${platform ?? 'all platforms'}`, () => {
      assert.deepEqual(notificationOf(message, platform), { title, body });
    });
  }

  it('has the texts for any platform if the device is unknown', () => {
    const apns = { payload: { aps: { alert: 'Only text' } } };
    assert.deepEqual(notificationOf({ apns }), { title: undefined, body: 'Only text' });
    assert.deepEqual(notificationOf({ apns }, 'web'), { title: undefined, body: undefined });
  });
});
