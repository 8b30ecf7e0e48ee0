import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sameTarget, targetEntry, targetId } from '../../../functions/src/fcm/message.ts';
import type { Device } from '../../../functions/src/tokens/device.ts';
import {
  type Change,
  type Holder,
  NOTHING,
  planRemoval,
  planSave,
  planSeenAgain,
} from '../../../functions/src/tokens/ownership.ts';

const UIDS = ['mina', 'joon', 'sora'];
const DEVICE_IDS = ['phone', 'tablet'];
const TOKENS = ['t1', 't2', 't3'];
const HOUR_MS = 60 * 60_000;

/** The versions of the documents on which a write depends, by path. 0 means no document. */
type Versions = Map<string, number>;

/** Users and owners in memory. A write succeeds only over the versions that were read. */
class Store {
  readonly #documents = new Map<string, { readonly value: unknown; readonly version: number }>();
  #writes = 0;

  #read<T>(path: string, absent: T): { readonly value: T; readonly version: number } {
    return (
      (this.#documents.get(path) as { value: T; version: number }) ?? {
        value: absent,
        version: 0,
      }
    );
  }

  devices = (uid: string) => this.#read<readonly Device[]>(`users/${uid}`, []);
  holder = (id: string) => this.#read<Holder | undefined>(`owners/${id}`, undefined);

  /** Returns whether the change was written: all of it, or nothing if a version is not the latest. */
  commit({ drop, disown, put, own }: Change, versions: Versions): boolean {
    const writes = new Map<string, unknown>();
    const changed = [...drop, ...put.map(({ uid, device: { deviceId } }) => ({ uid, deviceId }))];
    for (const uid of new Set(changed.map((each) => each.uid))) {
      const gone = changed.filter((each) => each.uid === uid).map((each) => each.deviceId);
      const kept = this.devices(uid).value.filter((each) => !gone.includes(each.deviceId));
      const added = put.filter((each) => each.uid === uid).map(({ device }) => device);
      writes.set(`users/${uid}`, [...kept, ...added]);
    }
    for (const id of disown) writes.set(`owners/${id}`, undefined);
    for (const { uid, device } of own) {
      writes.set(`owners/${targetId(device.target)}`, { uid, deviceId: device.deviceId });
    }
    for (const path of writes.keys()) {
      const { version } = this.#read(path, undefined);
      if ((versions.get(path) ?? version) !== version) return false;
    }
    for (const [path, value] of writes) {
      this.#writes += 1;
      if (value === undefined) this.#documents.delete(path);
      else this.#documents.set(path, { value, version: this.#writes });
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

/** One caller, as in `device-store.ts`: each read and write is a step. A conflict restarts it. */
function* run(store: Store, { uid, token, deviceId, remove }: Operation, now: number) {
  const target = { token };
  const id = targetId(target);
  const device = { deviceId, target, platform: 'web' as const };
  for (let attempt = 1; ; attempt += 1) {
    const mine = store.devices(uid);
    const versions: Versions = new Map([[`users/${uid}`, mine.version]]);
    const seen = remove ? undefined : planSeenAgain(uid, device, mine.value, now);
    let change: Change;
    if (remove) {
      change = planRemoval(uid, mine.value, (each) => each.deviceId === deviceId);
    } else if (seen !== undefined) {
      assert.deepEqual(store.holder(id).value, { uid, deviceId }, 'as the user’s devices say');
      change = seen;
    } else if (attempt === 1 && !mine.value.some((each) => sameTarget(each.target, target))) {
      versions.set(`owners/${id}`, 0);
      change = planSave(uid, device, mine.value, undefined, now);
    } else {
      yield;
      const holder = store.holder(id);
      versions.set(`owners/${id}`, holder.version);
      if (holder.value && holder.value.uid !== uid) {
        versions.set(`users/${holder.value.uid}`, store.devices(holder.value.uid).version);
      }
      yield;
      change = planSave(uid, device, mine.value, holder.value, now);
    }
    yield;
    if (store.commit(change, versions)) return;
  }
}

describe('Tokens', () => {
  const operation = fc.record({
    uid: fc.constantFrom(...UIDS),
    token: fc.constantFrom(...TOKENS),
    deviceId: fc.constantFrom(...DEVICE_IDS),
    remove: fc.boolean(),
  });

  it('have the field names that FCM and Firestore use', () => {
    assert.deepEqual(targetEntry({ token: 't' }), ['token', 't']);
    assert.deepEqual(targetEntry({ fid: 'f' }), ['fid', 'f']);
  });

  it('belong to one user and one device, in any order of saves, moves and removals', () => {
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

  it('writes nothing within a day, then only the user’s document, and each week the index too', () => {
    assert.deepEqual(plan(23.9), NOTHING);
    const seen = { ...device, lastSeenAt: 25 * HOUR_MS };
    const put = [{ uid: 'mina', device: seen }];
    assert.deepEqual(plan(24), { ...NOTHING, put });
    assert.ok(plan(7 * 24 - 0.1));
    assert.equal(plan(7 * 24), undefined);
  });

  it('returns undefined if a field has changed, or the device is marked', () => {
    for (const change of [
      ...[{ locale: 'x' }, { timeZone: 'x' }, { appVersion: 'x' }, { platform: 'ios' }],
      ...[{ target: { token: 'u' } }, { deviceId: 'tablet' }],
    ]) {
      assert.equal(plan(1, change), undefined, JSON.stringify(change));
    }
    const marked: Device = { ...device, problem: 'SENDER_ID_MISMATCH' };
    assert.equal(planSeenAgain('mina', saved, [marked], 2 * HOUR_MS), undefined);
  });
});

describe('planSave and planRemoval', () => {
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

  it('writes the device with its first creation time, and without the mark of a mismatch', () => {
    const known = device('phone', 't');
    for (const [mine, createdAt] of [
      [[], 9 * HOUR_MS],
      [[{ ...known, problem: 'SENDER_ID_MISMATCH' }], HOUR_MS],
    ] as const) {
      const put = [{ uid: 'mina', device: { ...saved, createdAt, lastSeenAt: 9 * HOUR_MS } }];
      const change = plan(mine, { uid: 'mina', deviceId: 'phone' });
      assert.deepEqual(change, { ...NOTHING, put, own: put });
    }
  });

  const others = Array.from({ length: 20 }, (_, i) => device(`d${i}`, `t${i}`, (i * 7) % 20));
  const joon = { uid: 'joon', deviceId: 'd' };
  const cases: readonly [string, readonly Device[], Holder | undefined, string[], string[]][] = [
    ['disowns the token that the device had', [device('phone', 'x')], undefined, [], ['x']],
    ['drops the device that had the token', [device('d', 't')], undefined, ['mina/d'], []],
    ['drops it from another user', [], joon, ['joon/d'], []],
    [
      'drops the device that was not seen for longest beyond twenty',
      others,
      undefined,
      ['mina/d0'],
      ['t0'],
    ],
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

  it('removes and disowns the devices that match, or nothing', () => {
    const mine = [device('a', 't1'), device('b', 't2'), device('c', 't3')];
    const without = (...some: string[]) =>
      planRemoval('mina', mine, ({ deviceId }) => some.includes(deviceId));
    const drop = ['a', 'c'].map((deviceId) => ({ uid: 'mina', deviceId }));
    assert.deepEqual(without('a', 'c'), { ...NOTHING, drop, disown: ['t1', 't3'].map(id) });
    assert.deepEqual(without(), NOTHING);
  });
});
