import assert from 'node:assert/strict';
import type { Message } from '../../examples/demo/web/src/fcm/attempt.ts';
import { type Platform, readClearing, readPush } from '../../examples/demo/web/src/phone/push.ts';
import {
  cleared,
  dismissed,
  newShade,
  opened,
  openedApp,
  received,
  type Shade,
} from '../../examples/demo/web/src/phone/shade.ts';

const AT = 1_700_000_000_000;

/** A message as the server writes it, about the first comment on a post. */
function message(silent: boolean, badge?: number): Message {
  return {
    notification: { title: 'New comment from Mina', body: 'Hello' },
    data: { type: 'comment', postId: 'post', commentId: 'first' },
    android: {
      priority: silent ? 'NORMAL' : 'HIGH',
      notification: { tag: 'tag', ...(badge !== undefined && { notificationCount: badge }) },
    },
    apns: {
      headers: { 'apns-collapse-id': 'tag' },
      payload: {
        aps: {
          'interruption-level': silent ? 'passive' : 'active',
          ...(!silent && { sound: 'default' }),
          ...(badge !== undefined && { badge }),
        },
      },
    },
    webpush: { notification: { tag: 'tag', ...(silent && { silent: true }) } },
  };
}

const push = (silent = false, badge?: number, platform: Platform = 'ios') =>
  readPush(message(silent, badge), platform, AT);

const titles = ({ pushes }: Shade) => pushes.map(({ title }) => title);

describe('A screen of the web demo', () => {
  for (const platform of ['android', 'ios', 'web'] as const) {
    it(`reads a message as ${platform} does`, () => {
      const shown = {
        key: 'tag',
        title: 'New comment from Mina',
        body: 'Hello',
        commentId: 'first',
        postId: 'post',
        at: AT,
      };
      const badge = platform === 'web' ? undefined : 3;
      assert.deepEqual(push(false, 3, platform), { ...shown, silent: false, badge });
      const quiet = { ...shown, silent: true, badge: undefined };
      assert.deepEqual(push(true, undefined, platform), quiet);
    });
  }

  it('tells pushes without a key apart', () => {
    const bare: Message = { notification: { title: 'Bare' } };
    const screen = [1, 2].reduce(
      (shade, at) => received(shade, readPush(bare, 'android', at)),
      newShade('home'),
    );
    assert.equal(screen.pushes.length, 2);
  });

  it('buzzes and lists, the newest first', () => {
    const other = { ...push(), key: 'other', title: 'Another' };
    const screen = received(received(newShade('home'), push()), other);
    assert.deepEqual(titles(screen), ['Another', 'New comment from Mina']);
    assert.equal(screen.buzzes, 2);
    assert.equal(screen.banner, undefined, 'there is no app that it would lie over');
  });

  it('shows a banner over the open app, unless it is silent', () => {
    assert.deepEqual(received(newShade('app'), push()).banner, push());
    const screen = received(newShade('app'), push(true));
    assert.equal(screen.banner, undefined);
    assert.equal(screen.buzzes, 0);
    assert.equal(screen.pushes.length, 1);
  });

  it('puts a repeat in the place of the push before it', () => {
    const repeat = { ...push(), title: '2 new comments' };
    assert.deepEqual(titles(received(received(newShade('home'), push()), repeat)), [
      '2 new comments',
    ]);
  });

  it('has the badge that the last push set, until the app is opened', () => {
    const screen = received(received(newShade('home'), push(false, 2)), {
      ...push(),
      key: 'other',
    });
    assert.equal(screen.badge, 2);
    assert.equal(openedApp(screen).badge, 0);
  });

  it('opens the app where the push leads, and takes it away', () => {
    const screen = opened(received(newShade('home'), push()), push());
    assert.equal(screen.screen, 'app');
    assert.equal(screen.opened, 'first');
    assert.deepEqual(screen.pushes, []);
    assert.deepEqual(dismissed(received(newShade('home'), push()), push()).pushes, []);
  });

  it('clears what was read on another device', () => {
    const clearing = readClearing({ data: { type: 'read', postId: 'post', unread: '1' } });
    assert.ok(clearing);
    const elsewhere = { ...push(), key: 'other', postId: 'elsewhere' };
    const screen = cleared(received(received(newShade('home'), push()), elsewhere), clearing);
    assert.deepEqual(screen.pushes, [elsewhere]);
    assert.equal(screen.badge, 1);
    assert.equal(screen.buzzes, 2, 'without another buzz');
    assert.equal(readClearing(message(false)), undefined);
  });
});
