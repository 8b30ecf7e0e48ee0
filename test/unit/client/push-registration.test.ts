import assert from 'node:assert/strict';
import fc from 'fast-check';
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

class MemoryStore implements SmallStore {
  readonly #values = new Map<string, string>();
  getItem = (key: string) => this.#values.get(key) ?? null;
  setItem = (key: string, value: string) => void this.#values.set(key, value);
  removeItem = (key: string) => void this.#values.delete(key);
  corrupt = (value: string) => {
    for (const key of this.#values.keys()) this.#values.set(key, value);
  };
}

/** One after another, as `navigator.locks` has them. */
function oneAfterAnother() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(run: () => Promise<T>): Promise<T> => {
    const next = last.then(run, run);
    last = next;
    return next;
  };
}

/** One installation, and what the server has of it. */
class Installation {
  uid: string | undefined = 'mina';
  now = 1_700_000_000_000;
  calls = 0;
  reads = 0;
  onServer: readonly [string, SavePushTokenRequest] | undefined;
  /** What happens to the next call: it never arrives, or its answer does not. No read works then. */
  trouble: 'none' | 'request lost' | 'answer lost' = 'none';
  readonly #inTurn = oneAfterAnother();
  readonly #store: SmallStore;

  constructor(store: SmallStore = new MemoryStore()) {
    this.#store = store;
  }

  /** A window, or the same one after a reload: nothing but the store stays. */
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
      inTurn: this.#inTurn,
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
  it('calls the server once a day, however often the app starts', async () => {
    const app = new Installation();
    for (let hour = 0; hour < 72; hour += 1) {
      assert.equal(await app.save(), hour % 24 === 0, `hour ${hour}`);
      app.now += HOUR_MS;
    }
    assert.equal(app.calls, 3);
  });

  it('calls at the next start when the server has removed the device, and reads once for it', async () => {
    const app = new Installation();
    await app.save();
    for (const removed of [
      undefined,
      ['mina', { ...phone, token: 'of another device' }],
    ] as const) {
      app.onServer = removed;
      app.reads = 0;
      const start = app.open();
      assert.ok(await start.save(phone));
      assert.deepEqual(app.onServer, ['mina', phone]);
      assert.ok(!(await start.save(phone)));
      assert.equal(app.reads, 1);
    }
  });

  it('reads nothing where it calls, and calls nothing where it cannot read', async () => {
    const app = new Installation();
    await app.save();
    await app.save({ ...phone, locale: 'en' });
    assert.deepEqual([app.calls, app.reads], [2, 0]);
    app.onServer = undefined;
    app.trouble = 'request lost';
    assert.ok(!(await app.save({ ...phone, locale: 'en' })));
    assert.deepEqual([app.calls, app.reads], [2, 1]);
  });

  it('knows a device by its installation ID', async () => {
    const { token, ...rest } = phone;
    const app = new Installation();
    await app.save({ ...rest, fid: 'an ID' });
    assert.ok(!(await app.save({ ...rest, fid: 'an ID' })));
    app.onServer = ['mina', phone];
    assert.ok(await app.save({ ...rest, fid: 'an ID' }));
  });

  it('calls for nobody where nobody is signed in', async () => {
    const app = new Installation();
    app.uid = undefined;
    assert.ok(!(await app.save()));
    assert.equal(app.calls, 0);
  });

  it('calls when the clock was put back, or what it remembers is damaged', async () => {
    const store = new MemoryStore();
    const app = new Installation(store);
    app.now += 1000 * DAY_MS;
    await app.save();
    app.now -= 1000 * DAY_MS;
    assert.ok(await app.save());
    for (const damaged of ['', ' ', '{}', `${app.now}`, `x ${JSON.stringify(['mina', phone])}`]) {
      store.corrupt(damaged);
      assert.ok(await app.save(), damaged);
    }
  });

  it('saves at each start where nothing can be stored', async () => {
    const full: SmallStore = Object.assign(new MemoryStore(), {
      setItem() {
        throw new Error('QuotaExceededError');
      },
    });
    const blocked = () => {
      throw new Error('SecurityError');
    };
    for (const store of [forgiving(() => full), forgiving(blocked)]) {
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
    assert.equal(app.calls, 1);
  });

  it('leaves nothing behind when a window saves while another logs out', async () => {
    for (const first of ['save', 'logOut'] as const) {
      const app = new Installation();
      await Promise.all(first === 'save' ? [app.save(), app.logOut()] : [app.logOut(), app.save()]);
      assert.equal(app.onServer, undefined);
    }
  });

  it('is silent only where the server has just that', async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('start' as const),
        uid: fc.constantFrom('mina', 'joon'),
        change: fc.constantFrom<Partial<SavePushTokenRequest>>(
          ...[{}, { token: 'a new token' }, { locale: 'en' }, { timeZone: 'Europe/Paris' }],
          ...[{ appVersion: '1.1' }, { deviceId: 'tablet' }],
        ),
        trouble: fc.constantFrom('none', 'none', 'request lost', 'answer lost'),
      }),
      fc.record({
        kind: fc.constant('log out' as const),
        trouble: fc.constantFrom('none', 'request lost', 'answer lost'),
      }),
      fc.record({ kind: fc.constant('clock' as const), hours: fc.integer({ min: -48, max: 48 }) }),
      fc.record({ kind: fc.constant('removal' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const app = new Installation();
        for (const each of steps) {
          if (each.kind === 'clock') app.now += each.hours * HOUR_MS;
          else if (each.kind === 'removal') app.onServer = undefined;
          else app.trouble = each.trouble;
          if (each.kind === 'log out' && app.uid !== undefined) await app.logOut().catch(() => {});
          if (each.kind !== 'start') continue;
          app.uid = each.uid;
          const request = { ...phone, ...each.change } as SavePushTokenRequest;
          const saved = await app.save(request).then(
            () => true,
            () => false,
          );
          // Offline it cannot see a removal.
          if (saved && each.trouble === 'none') assert.deepEqual(app.onServer, [each.uid, request]);
        }
      }),
    );
  });
});
