import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sameTarget, targetEntry, targetId } from '../../../functions/src/fcm/message.ts';
import type { Device } from '../../../functions/src/tokens/device.ts';
import {
  type Change,
  type Holder,
  planRemoval,
  planSave,
  planSeenAgain,
} from '../../../functions/src/tokens/ownership.ts';

const UIDS = ['mina', 'joon', 'sora'];
const DEVICE_IDS = ['phone', 'tablet'];
const TOKENS = ['t1', 't2', 't3'];
const HOUR_MS = 60 * 60_000;

interface Versioned<T> {
  readonly value: T;
  readonly version: number;
}

/** What was read of each document that a write may depend on. */
type Versions = ReadonlyMap<string, number | 'absent'>;

/** The two collections in memory, written only over the versions that were read. */
class Store {
  readonly #documents = new Map<string, Versioned<unknown>>();

  read<T>(path: string, absent: T): Versioned<T> {
    return (this.#documents.get(path) as Versioned<T> | undefined) ?? { value: absent, version: 0 };
  }

  devices = (uid: string) => this.read<readonly Device[]>(`users/${uid}`, []);
  holder = (id: string) => this.read<Holder | undefined>(`owners/${id}`, undefined);

  /** Answers whether it was written: all of it, or nothing when one version is not the newest. */
  commit({ drop, disown, put, own }: Change, versions: Versions): boolean {
    const writes = new Map<string, unknown>();
    const replaced = put.map(({ uid, device }) => ({ uid, deviceId: device.deviceId }));
    const touched = [...drop, ...replaced];
    for (const uid of new Set(touched.map((each) => each.uid))) {
      const gone = touched.filter((each) => each.uid === uid).map((each) => each.deviceId);
      const kept = this.devices(uid).value.filter((each) => !gone.includes(each.deviceId));
      const added = put.filter((each) => each.uid === uid).map(({ device }) => device);
      writes.set(`users/${uid}`, [...kept, ...added]);
    }
    for (const id of disown) writes.set(`owners/${id}`, undefined);
    for (const { uid, device } of own) {
      writes.set(`owners/${targetId(device.target)}`, { uid, deviceId: device.deviceId });
    }
    for (const path of writes.keys()) {
      const read = versions.get(path);
      const { value, version } = this.read(path, undefined);
      if (read === 'absent' ? value !== undefined : read !== undefined && read !== version) {
        return false;
      }
    }
    for (const [path, value] of writes) {
      this.#documents.set(path, { value, version: this.read(path, undefined).version + 1 });
    }
    return true;
  }
}

interface Operation {
  readonly uid: string;
  readonly token: string;
  readonly deviceId: string;
  readonly remove: boolean;
}

/** One caller: each read and each write is a step of its own, again until the write goes through. */
function* run(store: Store, { uid, token, deviceId, remove }: Operation, now: number) {
  for (let attempt = 1; ; attempt += 1) {
    const mine = store.devices(uid);
    const versions = new Map<string, number | 'absent'>([[`users/${uid}`, mine.version]]);
    let change: Change | undefined;
    if (remove) {
      change = planRemoval(uid, mine.value, (device) => device.deviceId === deviceId);
    } else {
      const target = { token };
      const id = targetId(target);
      const saved = { deviceId, target, platform: 'web' as const };
      change = planSeenAgain(uid, saved, mine.value, now);
      if (change !== undefined) {
        assert.deepEqual(store.holder(id).value, { uid, deviceId }, 'as the user’s devices say');
        if (change.put.length === 0) return;
      } else if (attempt === 1 && !mine.value.some((each) => sameTarget(each.target, target))) {
        versions.set(`owners/${id}`, 'absent');
        change = planSave(uid, saved, mine.value, undefined, now);
      } else {
        yield;
        const holder = store.holder(id);
        versions.set(`owners/${id}`, holder.version);
        if (holder.value && holder.value.uid !== uid) {
          versions.set(`users/${holder.value.uid}`, store.devices(holder.value.uid).version);
        }
        yield;
        change = planSave(uid, saved, mine.value, holder.value, now);
      }
    }
    yield;
    if (change === undefined || store.commit(change, versions)) return;
  }
}

describe('Ownership of tokens', () => {
  const operation = fc.record({
    uid: fc.constantFrom(...UIDS),
    token: fc.constantFrom(...TOKENS),
    deviceId: fc.constantFrom(...DEVICE_IDS),
    remove: fc.boolean(),
  });

  it('names a target as FCM and the database do', () => {
    assert.deepEqual(targetEntry({ token: 't' }), ['token', 't']);
    assert.deepEqual(targetEntry({ fid: 'f' }), ['fid', 'f']);
  });

  it('is one user’s and one device’s, however saves, moves and removals interleave', () => {
    fc.assert(
      fc.property(
        fc.array(operation, { minLength: 1, maxLength: 20, size: 'max' }),
        fc.infiniteStream(fc.nat()),
        (operations, choices) => {
          const store = new Store();
          const callers = operations.map((each, i) => run(store, each, i * 7 * HOUR_MS));
          while (callers.length > 0) {
            const index = (choices.next().value ?? 0) % callers.length;
            if (callers[index]?.next().done) callers.splice(index, 1);
            check(store);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  function check(store: Store): void {
    const held = new Map<string, Holder>();
    for (const uid of UIDS) {
      for (const { deviceId, target } of store.devices(uid).value) {
        const id = targetId(target);
        assert.ok(!held.has(id), 'a token under two devices');
        held.set(id, { uid, deviceId });
      }
    }
    for (const token of TOKENS) {
      const id = targetId({ token });
      assert.deepEqual(store.holder(id).value, held.get(id), 'the index tells the same');
    }
  }
});

describe('planSeenAgain', () => {
  const saved = { deviceId: 'phone', target: { token: 't' }, platform: 'web' } as const;
  const device: Device = { ...saved, createdAt: HOUR_MS, lastSeenAt: HOUR_MS };
  const plan = (hours: number, change: object = {}) =>
    planSeenAgain('mina', { ...saved, ...change }, [device], (1 + hours) * HOUR_MS);

  it('writes nothing within a day, then the user’s document alone, and each week the index too', () => {
    assert.deepEqual(plan(23.9), { drop: [], disown: [], put: [], own: [] });
    const seen = { ...device, lastSeenAt: 25 * HOUR_MS };
    const put = [{ uid: 'mina', device: seen }];
    assert.deepEqual(plan(24), { drop: [], disown: [], put, own: [] });
    assert.ok(plan(7 * 24 - 0.1));
    assert.equal(plan(7 * 24), undefined);
  });

  it('does not do where a field has changed, or the mark of a mismatch stands', () => {
    for (const field of ['locale', 'timeZone', 'appVersion']) {
      assert.equal(plan(1, { [field]: 'x' }), undefined, field);
    }
    assert.equal(plan(1, { platform: 'ios' }), undefined);
    assert.equal(plan(1, { target: { token: 'u' } }), undefined);
    assert.equal(plan(1, { deviceId: 'tablet' }), undefined);
    const marked: Device = { ...device, problem: 'SENDER_ID_MISMATCH' };
    assert.equal(planSeenAgain('mina', saved, [marked], 2 * HOUR_MS), undefined);
  });
});

describe('What a save or a removal plans', () => {
  const saved = { deviceId: 'phone', target: { token: 't' }, platform: 'web' } as const;
  const device = (deviceId: string, token: string, lastSeenAt = 0): Device => ({
    deviceId,
    target: { token },
    platform: 'web',
    createdAt: HOUR_MS,
    lastSeenAt,
  });
  const plan = (mine: readonly Device[], holder?: Holder) =>
    planSave('mina', saved, mine, holder, 9 * HOUR_MS);
  const id = (token: string) => targetId({ token });

  it('puts and owns the device, as old as it is, without the mark of a mismatch', () => {
    const known = device('phone', 't');
    for (const [mine, createdAt] of [
      [[], 9 * HOUR_MS],
      [[{ ...known, problem: 'SENDER_ID_MISMATCH' }], HOUR_MS],
    ] as const) {
      const put = [{ uid: 'mina', device: { ...saved, createdAt, lastSeenAt: 9 * HOUR_MS } }];
      const change = plan(mine, { uid: 'mina', deviceId: 'phone' });
      assert.deepEqual(change, { drop: [], disown: [], put, own: put });
    }
  });

  const others = Array.from({ length: 20 }, (_, i) => device(`d${i}`, `t${i}`, (i * 7) % 20));
  const joon = { uid: 'joon', deviceId: 'd' };
  const cases: readonly [string, readonly Device[], Holder | undefined, string[], string[]][] = [
    ['disowns the token that the device had', [device('phone', 'x')], undefined, [], ['x']],
    ['drops the device that had the token', [device('d', 't')], undefined, ['mina/d'], []],
    ['drops it from another user', [], joon, ['joon/d'], []],
    ['drops the longest unseen beyond twenty', others, undefined, ['mina/d0'], ['t0']],
    ['counts no double', [...others.slice(1), device('x', 't')], undefined, ['mina/x'], []],
    ['counts itself once', [device('phone', 't'), ...others.slice(1)], undefined, [], []],
  ];
  for (const [what, mine, holder, drop, disown] of cases) {
    it(what, () => {
      const change = plan(mine, holder);
      assert.deepEqual(
        change.drop.map(({ uid, deviceId }) => `${uid}/${deviceId}`),
        drop,
      );
      assert.deepEqual(change.disown, disown.map(id));
    });
  }

  it('has a counterpart that drops and disowns what matches, and else plans nothing', () => {
    const mine = [device('a', 't1'), device('b', 't2'), device('c', 't3')];
    const without = (some: readonly string[]) =>
      planRemoval('mina', mine, ({ deviceId }) => some.includes(deviceId));
    assert.deepEqual(without(['a', 'c']), {
      drop: ['a', 'c'].map((deviceId) => ({ uid: 'mina', deviceId })),
      disown: ['t1', 't3'].map(id),
      put: [],
      own: [],
    });
    assert.deepEqual(without([]), { drop: [], disown: [], put: [], own: [] });
  });
});
