import assert from 'node:assert/strict';
import type { SavePushTokenRequest, Target } from '../../../client/comment-push.ts';
import {
  forgiving,
  type PushRegistration,
  pushRegistration,
  type SmallStore,
} from '../../../client/push-registration.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

const phone: SavePushTokenRequest = {
  token: 'a token',
  platform: 'web',
  deviceId: 'phone',
  locale: 'ko-KR',
  timeZone: 'Asia/Seoul',
  appVersion: '1.0',
};

function memoryStore(values = new Map<string, string>()): SmallStore {
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

/** One installation, and its state on the server. */
class Installation {
  uid: string | undefined = 'mina';
  now = 1_700_000_000_000;
  calls = 0;
  reads = 0;
  onServer: readonly [uid: string, SavePushTokenRequest] | undefined;
  /** The fault of the next call: the request or its answer is lost. Reads fail too. */
  trouble: 'none' | 'request lost' | 'answer lost' = 'none';
  readonly #store: SmallStore;
  #last: Promise<unknown> = Promise.resolve();

  constructor(store = memoryStore()) {
    this.#store = store;
  }

  /** Opens a window, or the same one after a reload. Only the store is kept. */
  open = (): PushRegistration =>
    pushRegistration({
      currentUid: async () => this.uid,
      userData: async (uid) => {
        this.reads += 1;
        if (this.trouble !== 'none') throw new Error('offline');
        const [owner, { token, fid }] = this.onServer ?? ['', phone];
        const device = token === undefined ? { fid } : { token };
        return owner === uid ? { pushTokens: { phone: device as Target } } : undefined;
      },
      save: (request) => this.#call(() => [this.uid ?? '', request]),
      store: this.#store,
      // One after another, as with `navigator.locks`.
      inTurn: <T>(run: () => Promise<T>) => {
        const next = this.#last.then(run, run);
        this.#last = next;
        return next;
      },
      now: () => this.now,
    });

  save = (request = phone) => this.open().save(request);

  logOut = () =>
    this.open().end(async () => {
      await this.#call(() => undefined);
      this.uid = undefined;
    });

  async #call(change: () => Installation['onServer']): Promise<void> {
    this.calls += 1;
    const { trouble } = this;
    this.trouble = 'none';
    if (trouble === 'request lost') throw new Error(trouble);
    await Promise.resolve();
    this.onServer = change();
    if (trouble === 'answer lost') throw new Error(trouble);
  }
}

describe('A registration', () => {
  it('calls the server once a day, even if the app starts often', async () => {
    const app = new Installation();
    for (let hour = 0; hour < 72; hour += 1) {
      assert.equal(await app.save(), hour % 24 === 0, `hour ${hour}`);
      app.now += HOUR_MS;
    }
  });

  it('calls at the next start after the server has removed the device, with one read', async () => {
    const { token, ...rest } = phone;
    const others = [
      { ...rest, token: 'another' },
      { ...rest, fid: 'another' },
    ];
    for (const request of [phone, { ...rest, fid: 'an ID' }]) {
      const app = new Installation();
      await app.save(request);
      for (const other of [undefined, ...others]) {
        app.onServer = other && ['mina', other];
        app.reads = 0;
        const start = app.open();
        assert.ok(await start.save(request));
        assert.deepEqual(app.onServer, ['mina', request]);
        assert.ok(!(await start.save(request)));
        assert.equal(app.reads, 1);
      }
      assert.ok(!(await app.save(request)));
    }
  });

  it('reads nothing before a call, and does not call when it cannot read', async () => {
    const app = new Installation();
    await app.save();
    await app.save({ ...phone, locale: 'en' });
    assert.deepEqual([app.calls, app.reads], [2, 0]);
    app.onServer = undefined;
    app.trouble = 'request lost';
    assert.ok(!(await app.save({ ...phone, locale: 'en' })));
    assert.deepEqual([app.calls, app.reads], [2, 1]);
  });

  it('does not call when nobody is signed in', async () => {
    const app = new Installation();
    app.uid = undefined;
    assert.ok(!(await app.save()));
    assert.equal(app.calls, 0);
  });

  it('calls if the clock was set back, or if its memory is damaged', async () => {
    const values = new Map<string, string>();
    const app = new Installation(memoryStore(values));
    await app.save();
    app.now -= 1000 * DAY_MS;
    assert.ok(await app.save());
    for (const damaged of ['', ' ', '{}', `${app.now}`, `x ${JSON.stringify(['mina', phone])}`]) {
      for (const key of values.keys()) values.set(key, damaged);
      assert.ok(await app.save(), damaged);
    }
  });

  it('calls at each start when nothing can be stored', async () => {
    const fail = () => {
      throw new Error('SecurityError');
    };
    const full = { ...memoryStore(), setItem: fail };
    for (const store of [forgiving(() => full), forgiving(fail)]) {
      const app = new Installation(store);
      assert.ok(await app.save());
      assert.ok(await app.save());
      await app.logOut();
      assert.equal(app.onServer, undefined);
    }
  });

  it('calls once for two windows that open at the same time', async () => {
    const app = new Installation();
    assert.deepEqual(await Promise.all([app.save(), app.save()]), [true, false]);
  });

  it('leaves nothing on the server when a window saves while another logs out', async () => {
    for (const order of [['save', 'logOut'] as const, ['logOut', 'save'] as const]) {
      const app = new Installation();
      await Promise.all(order.map((name) => app[name]()));
      assert.equal(app.onServer, undefined);
    }
  });

  it('calls with each change, also after a request or an answer was lost', async () => {
    const changes: readonly Partial<SavePushTokenRequest>[] = [
      ...[{ token: 'a new token' }, { locale: 'en' }, { timeZone: 'Europe/Paris' }],
      ...[{ appVersion: '1.1' }, { deviceId: 'tablet' }],
    ];
    for (const change of changes) {
      for (const trouble of ['none', 'request lost', 'answer lost'] as const) {
        const changed = { ...phone, ...change } as SavePushTokenRequest;
        const app = new Installation();
        await app.save();
        app.trouble = trouble;
        await app.save(changed).catch(() => {});
        for (const request of [phone, changed]) {
          await app.save(request);
          assert.deepEqual(app.onServer, ['mina', request], trouble);
        }
      }
    }
  });

  it('calls in the same window after a log-out, and for another user', async () => {
    const app = new Installation();
    const start = app.open();
    await start.save(phone);
    assert.ok(!(await start.save(phone)));
    await app.logOut();
    for (const uid of ['mina', 'joon']) {
      app.uid = uid;
      assert.ok(await start.save(phone));
      assert.deepEqual(app.onServer, [uid, phone]);
    }
  });
});
