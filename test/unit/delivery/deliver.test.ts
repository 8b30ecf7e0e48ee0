import assert from 'node:assert/strict';
import {
  deliver,
  RetryLater,
  recordSkipped,
  resume,
} from '../../../functions/src/delivery/deliver.ts';
import type { Composed, Push } from '../../../functions/src/delivery/message.ts';
import type { Answer } from '../../../functions/src/delivery/outcome.ts';
import type { Compose } from '../../../functions/src/delivery/plan.ts';
import type { DeliveryRecord } from '../../../functions/src/delivery/record.ts';
import { DOWN, LIMITS, OK, pushTo, UNREGISTERED, World } from './world.ts';

const ID = 'delivery';
const about = { postId: 'p', commentId: 'c' };

function start(
  world: World,
  pushes: readonly Push[] | Promise<readonly Push[]>,
  process: Pick<ReturnType<World['process']>, 'ports'> = world.process(),
) {
  const delivery = { id: ID, about, createdAt: 1_000_000 };
  const retry: Compose = async ({ pending }) => {
    assert.ok(pending, 'while nobody is named, the event composes');
    return pushes;
  };
  return deliver(delivery, { first: async () => pushes, retry }, process.ports);
}

function retry(world: World, pushes: readonly Push[], process = world.process()) {
  return resume(ID, () => ({ retry: async () => pushes }), process.ports, 'task');
}

const recordIn = (world: World) => {
  const found = world.records.get(ID);
  assert.ok(found);
  return found.record;
};

describe('deliver', () => {
  it('costs two writes when all is well', async () => {
    const world = new World();
    await start(world, [pushTo('a'), pushTo('b')]);
    assert.equal(world.writes, 2);
    assert.equal(recordIn(world).state, 'done');
    assert.deepEqual(recordIn(world).counts, { delivered: 2 });
    assert.equal(world.tasks.size, 0);
  });

  it('is done when nobody can be told', async () => {
    const world = new World();
    await start(world, []);
    assert.equal(recordIn(world).state, 'done');
    assert.deepEqual(recordIn(world).pending, []);
  });

  it('claims its record while the pushes are still being composed', async () => {
    const world = new World();
    const composing = Promise.withResolvers<Push[]>();
    const run = start(world, composing.promise);
    await new Promise(setImmediate);
    assert.equal(recordIn(world).state, 'sending');
    composing.resolve([pushTo('a')]);
    await run;
    assert.deepEqual(recordIn(world).counts, { delivered: 1 });
  });

  it('gives its claim back when the pushes cannot be composed', async () => {
    const world = new World();
    await assert.rejects(start(world, Promise.reject(new Error('no users'))), /no users/);
    await start(world, [pushTo('a')]);
    assert.deepEqual(recordIn(world).counts, { delivered: 1 });
  });

  it('delivers for one that died before it wrote down who is pending', async () => {
    const world = new World();
    const doomed = world.process(1);
    await Promise.race([start(world, [pushTo('a'), pushTo('b')], doomed), doomed.death]);
    assert.deepEqual(recordIn(world).pending, undefined);
    world.now += LIMITS.leaseMs;
    await start(world, Promise.resolve([pushTo('a'), pushTo('b')]));
    assert.deepEqual(recordIn(world).counts, { delivered: 2 });
  });

  it('sends nothing for an event that is delivered again', async () => {
    const world = new World();
    const pushes = [pushTo('a')];
    await start(world, pushes);
    await start(world, pushes);
    assert.equal(world.accepted.get('token-of-a'), 1);
  });

  it('lets one of twenty at once send, and calls the others back later', async () => {
    const world = new World();
    const pushes = [pushTo('a'), pushTo('b')];
    const runs = await Promise.allSettled(Array.from({ length: 20 }, () => start(world, pushes)));
    assert.deepEqual([...world.accepted.values()], [1, 1]);
    for (const run of runs) {
      if (run.status === 'rejected') assert.ok(run.reason instanceof RetryLater);
    }
  });

  it('retries only the device that failed, not before its time', async () => {
    const world = new World();
    const pushes = [pushTo('a'), pushTo('b')];
    world.fcm = (device) => (device === 'token-of-a' ? DOWN : OK);
    await start(world, pushes);
    const [task] = world.tasks.values();
    assert.equal(task?.at, world.now + LIMITS.unavailableMs);
    await assert.rejects(retry(world, pushes), RetryLater);
    world.now = task.at;
    world.fcm = () => OK;
    await retry(world, pushes);
    assert.deepEqual(recordIn(world).counts, { delivered: 2 });
    assert.deepEqual([...world.accepted.values()], [1, 1]);
  });

  it('waits for each device as long as FCM asked', async () => {
    const world = new World();
    const asked: Answer = { status: 429, retryAfter: '300', body: '' };
    world.fcm = (device) => (device === 'token-of-a' ? asked : DOWN);
    await start(world, [pushTo('a'), pushTo('b')]);
    const due = recordIn(world).pending?.map((each) => each.dueAt - world.now);
    assert.deepEqual(due, [300_000, LIMITS.unavailableMs]);
    world.now += LIMITS.unavailableMs;
    world.fcm = () => OK;
    await retry(world, [pushTo('a'), pushTo('b')]);
    assert.deepEqual([...world.accepted.keys()], ['token-of-b']);
    assert.equal(world.tasks.get(`${ID}-2`)?.at, 1_300_000);
  });

  it('comes again once for devices that fall due close together, and before its time for none', async () => {
    const world = new World();
    const pushes = [pushTo('a'), pushTo('b'), pushTo('c')];
    const waits = new Map([
      ['token-of-a', '20'],
      ['token-of-b', '21'],
      ['token-of-c', '22'],
    ]);
    world.fcm = (device) => ({ status: 503, retryAfter: waits.get(device), body: '' });
    await start(world, pushes);
    assert.equal(world.tasks.get(`${ID}-1`)?.at, world.now + 21_000);
    world.fcm = () => OK;
    world.now += 20_999;
    await assert.rejects(retry(world, pushes), RetryLater);
    assert.equal(world.accepted.size, 0);
    world.now += 1;
    await retry(world, pushes);
    assert.deepEqual([...world.accepted.keys()], ['token-of-a', 'token-of-b']);
  });

  it('takes over from a process that died, when its lease has run out', async () => {
    const world = new World();
    const pushes = [pushTo('a'), pushTo('b'), pushTo('c')];
    const doomed = world.process(2);
    await Promise.race([start(world, pushes, doomed), doomed.death]);
    await assert.rejects(start(world, pushes), RetryLater);
    world.now += LIMITS.leaseMs;
    await start(world, pushes);
    assert.deepEqual(recordIn(world).counts, { delivered: 3 });
    assert.ok([...world.accepted.values()].every((times) => times <= 2));
  });

  it('repeats no round that was written down before the process died', async () => {
    const world = new World();
    const pushes = Array.from({ length: 250 }, (_, i) => pushTo(`d${i}`));
    const doomed = world.process(150);
    await Promise.race([start(world, pushes, doomed), doomed.death]);
    world.now += LIMITS.leaseMs;
    await start(world, pushes);
    assert.equal(world.accepted.size, 250);
    const repeated = [...world.accepted.values()].filter((times) => times > 1).length;
    assert.ok(repeated <= 50, `${repeated} repeated`);
  });

  it('does not write over a run that has taken the record from it', async () => {
    const world = new World();
    const pushes = [pushTo('a')];
    const slow = world.process();
    const held = Promise.withResolvers<void>();
    const ports = {
      ...slow.ports,
      send: async (request: Parameters<typeof slow.ports.send>[0]) => {
        await held.promise;
        return slow.ports.send(request);
      },
    };
    const first = start(world, pushes, { ...slow, ports });
    await new Promise(setImmediate);
    world.now += LIMITS.leaseMs;
    await start(world, pushes);
    const closed = recordIn(world);
    held.resolve();
    await first;
    assert.deepEqual(recordIn(world), closed);
    assert.ok(world.logged.some(({ event }) => event === 'delivery.lease_lost'));
  });

  it('gives up what is too old, and does not schedule what would be', async () => {
    const world = new World();
    world.fcm = () => ({ status: 503, retryAfter: '99999', body: '' });
    await start(world, [pushTo('a')]);
    assert.deepEqual(recordIn(world).counts, { expired: 1 });
    assert.equal(world.tasks.size, 0);

    const late = new World();
    late.now += LIMITS.maxAgeMs;
    await start(late, [pushTo('a')]);
    assert.deepEqual(recordIn(late).counts, { expired: 1 });
    assert.deepEqual(late.sent, []);
  });

  it('counts a device as withdrawn that is gone at the retry', async () => {
    const world = new World();
    world.fcm = () => DOWN;
    await start(world, [pushTo('a')]);
    world.now += LIMITS.unavailableMs;
    await retry(world, []);
    assert.deepEqual(recordIn(world).counts, { withdrawn: 1 });
  });

  it('forgets unregistered devices, and tries again when that fails', async () => {
    const world = new World();
    world.fcm = () => UNREGISTERED;
    world.broken.push('forget');
    await start(world, [pushTo('a')]);
    assert.equal(recordIn(world).state, 'waiting');
    world.now += LIMITS.unavailableMs;
    await retry(world, [pushTo('a')]);
    assert.deepEqual(world.forgotten, ['mina/a']);
    assert.deepEqual(recordIn(world).counts, { unregistered: 1 });
  });

  it('schedules the retry anew for a record that waits, when its event comes again before the task did', async () => {
    const world = new World();
    world.fcm = () => DOWN;
    world.broken.push('scheduleRetry');
    await assert.rejects(start(world, [pushTo('a')]), /scheduleRetry is broken/);
    assert.equal(world.tasks.size, 0);
    await start(world, [pushTo('a')]);
    assert.equal(world.tasks.size, 1);
  });

  it('delivers once whichever write Firestore refuses once', async () => {
    for (const broken of ['create', 'replace'] as const) {
      const world = new World();
      world.broken.push(broken);
      const pushes = [pushTo('a'), pushTo('b')];
      await start(world, pushes).catch(() => start(world, pushes));
      assert.deepEqual([...world.accepted.values()], [1, 1], broken);
      assert.equal(recordIn(world).state, 'done', broken);
    }
  });

  describe('is not fooled by a write', () => {
    /** `hit` is called in place of the second write, the first after sending. */
    async function closingThrough(
      hit: (write: () => Promise<unknown>, world: World) => Promise<undefined>,
    ) {
      const world = new World();
      world.fcm = () => DOWN;
      const { ports } = world.process();
      let writes = 0;
      const { replace } = ports.records;
      const records = {
        ...ports.records,
        replace: async (...args: Parameters<typeof replace>) => {
          writes += 1;
          return writes === 1 ? hit(() => replace(...args), world) : replace(...args);
        },
      };
      await start(world, [pushTo('a')], { ports: { ...ports, records } });
      return { world, writes };
    }
    const lost = (world: World) =>
      world.logged.filter(({ event }) => event === 'delivery.lease_lost');

    it('that was made but whose answer was lost', async () => {
      const { world, writes } = await closingThrough(async (write) => {
        await write();
        throw new Error('UNAVAILABLE');
      });
      assert.equal(world.tasks.size, 1, 'the retry is scheduled');
      assert.deepEqual(lost(world), []);
      assert.equal(writes, 2);
    });

    it('that failed, after which another attempt took over', async () => {
      const { world } = await closingThrough(async (_write, world) => {
        world.now += LIMITS.leaseMs;
        await start(world, [pushTo('a')]);
        throw new Error('UNAVAILABLE');
      });
      assert.equal(lost(world).length, 1);
      assert.deepEqual(lost(world)[0]?.fields, { delivery: ID, ...about });
      assert.equal(recordIn(world).attempt, 2);
    });

    it('that failed, after which the record was deleted', async () => {
      const { world } = await closingThrough(async (_write, world) => {
        world.records.clear();
        throw new Error('UNAVAILABLE');
      });
      assert.equal(lost(world).length, 1);
      assert.equal(world.tasks.size, 0);
    });

    it('that was refused: it asks no further', async () => {
      const { world, writes } = await closingThrough(async () => undefined);
      assert.equal(lost(world).length, 1);
      assert.equal(writes, 1);
    });
  });

  it('starts no round after half a minute, and goes on by a task', async () => {
    const pushes = Array.from({ length: 250 }, (_, i) => pushTo(`d${i}`));
    for (const [msPerSend, sent] of [
      [300, 200],
      [301, 100],
    ] as const) {
      const world = new World();
      const { ports } = world.process();
      const send: typeof ports.send = (request) => {
        world.now += msPerSend;
        return ports.send(request);
      };
      await start(world, pushes, { ports: { ...ports, send } });
      assert.equal(world.sent.length, sent);
      assert.equal(world.tasks.get(`${ID}-1`)?.at, 1_000_000);
    }
  });

  it('tells how it left its delivery', async () => {
    const world = new World();
    const { ports } = world.process();
    world.fcm = (device) => (device === 'token-of-a' ? DOWN : OK);
    const send: typeof ports.send = (request) => {
      world.now += 7;
      return ports.send(request);
    };
    await start(world, [pushTo('a'), pushTo('b')], { ports: { ...ports, send } });
    const fields = { delivery: ID, ...about, attempt: 1, counts: { delivered: 1 }, pending: 1 };
    const nextAttemptAt = new Date(1_010_014).toISOString();
    assert.deepEqual(world.logged, [
      {
        event: 'delivery.closed',
        fields: { ...fields, state: 'waiting', durationMs: 14, nextAttemptAt },
      },
    ]);
    world.now = 1_010_014;
    await retry(world, []);
    assert.deepEqual(world.logged[1]?.fields, {
      ...fields,
      attempt: 2,
      state: 'done',
      counts: { delivered: 1, withdrawn: 1 },
      pending: 0,
      durationMs: 0,
      nextAttemptAt: undefined,
    });
  });

  it('has nothing to do for a task whose record is gone, or who is late', async () => {
    const world = new World();
    await resume(ID, () => assert.fail('no plan'), world.process().ports, 'task');
    await start(world, [pushTo('a')]);
    await resume(ID, () => assert.fail('no plan'), world.process().ports, 'task');
    assert.equal(world.writes, 2);
  });

  it('composes the retry of what is named by its plan, though the event comes again', async () => {
    const world = new World();
    world.fcm = () => DOWN;
    await start(world, [pushTo('a')]);
    world.now += LIMITS.unavailableMs;
    const plan = { first: async () => [pushTo('a')], retry: async () => [] };
    await deliver({ id: ID, about, createdAt: 1_000_000 }, plan, world.process().ports);
    assert.deepEqual(recordIn(world).counts, { withdrawn: 1 });
  });

  it('leaves the record alone whose claim is another’s, when it cannot compose', async () => {
    const world = new World();
    await start(world, [pushTo('a')]);
    await assert.rejects(start(world, Promise.reject(new Error('no users'))), /no users/);
    assert.equal(world.writes, 2);
  });
});

describe('A delivery that waits for its undo window', () => {
  const OPENS = 1_060_000;
  const delivery = { id: ID, about, createdAt: 1_000_000 };
  const plan = (pushes: readonly Push[]) => ({
    first: () => assert.fail('what was read at the event may have been taken back'),
    retry: async () => pushes,
    notBefore: OPENS,
  });

  it('composes nothing before, and for everybody then', async () => {
    const world = new World();
    const { ports } = world.process();
    await deliver(delivery, plan([pushTo('a')]), ports);
    assert.equal(recordIn(world).state, 'waiting');
    assert.equal(world.tasks.get(`${ID}-0`)?.at, OPENS);
    assert.equal(world.writes, 1);
    await deliver(delivery, plan([pushTo('a')]), ports);
    await assert.rejects(retry(world, [pushTo('a')]), RetryLater);
    world.now = OPENS;
    await retry(world, [pushTo('a'), pushTo('b')]);
    assert.deepEqual(recordIn(world).counts, { delivered: 2 });
    await deliver(delivery, plan([pushTo('a')]), ports);
    assert.equal(world.sent.length, 2);
  });

  it('is scheduled by the event that comes again, where it could not be', async () => {
    const world = new World();
    world.broken.push('scheduleRetry');
    const again = () => deliver(delivery, plan([pushTo('a')]), world.process().ports);
    await assert.rejects(again(), /scheduleRetry is broken/);
    await again();
    assert.equal(world.tasks.get(`${ID}-0`)?.at, OPENS);
    assert.equal(world.writes, 1);
  });

  it('pushes nothing that was taken back in it', async () => {
    const world = new World();
    await deliver(delivery, plan([]), world.process().ports);
    world.now = OPENS;
    await retry(world, []);
    assert.equal(recordIn(world).state, 'done');
    assert.deepEqual(world.sent, []);
  });

  it('composes at once where its event comes after it', async () => {
    const world = new World();
    world.now = OPENS;
    await deliver(delivery, plan([pushTo('a')]), world.process().ports);
    assert.deepEqual(recordIn(world).counts, { delivered: 1 });
  });

  it('has its whole life after it', async () => {
    const world = new World();
    world.now = OPENS + LIMITS.maxAgeMs - 1;
    await deliver(delivery, plan([pushTo('a')]), world.process().ports);
    assert.deepEqual(recordIn(world).counts, { delivered: 1 });
  });
});

describe('A push that its person wants in the morning', () => {
  const MORNING = 1_000_000 + 8 * 60 * 60_000;
  const sleeper = { ...pushTo('a'), notBefore: MORNING };

  it('waits for it without a request, and is composed anew', async () => {
    const world = new World();
    await start(world, [sleeper, pushTo('b')]);
    assert.deepEqual(recordIn(world).counts, { delivered: 1 });
    assert.equal(recordIn(world).nextAttemptAt, MORNING);
    assert.equal(world.sent.length, 1);
    world.now = MORNING + LIMITS.maxAgeMs - 1;
    await retry(world, [pushTo('a')]);
    assert.deepEqual(recordIn(world).counts, { delivered: 2 });
  });

  it('is given up when it is too old, counted from then, however often it is put off', async () => {
    const world = new World();
    await start(world, [sleeper]);
    world.now = MORNING;
    await retry(world, [{ ...sleeper, notBefore: MORNING + LIMITS.maxAgeMs - 1 }]);
    assert.equal(recordIn(world).state, 'waiting');
    world.now = MORNING + LIMITS.maxAgeMs - 1;
    await retry(world, [{ ...sleeper, notBefore: MORNING + LIMITS.maxAgeMs }]);
    assert.deepEqual(recordIn(world).counts, { expired: 1 });
    assert.deepEqual(world.sent, []);
  });
});

describe('Who could not be told', () => {
  const delivery = { id: ID, about, createdAt: 1_000_000 };
  const of = (uid: string, deviceId: string): Push => ({ ...pushTo(deviceId), uid });

  /** Delivers to these, with FCM's answer by device, and a retry where one is scheduled. */
  async function unreachedOf(
    composed: Composed,
    answers: Readonly<Record<string, Answer>>,
    world = new World(),
  ) {
    const told: string[][] = [];
    const onUnreached = async (uids: readonly string[], record: DeliveryRecord) => {
      assert.deepEqual(record.pending, [], 'when all is over');
      told.push([...uids]);
    };
    const compose = async () => composed;
    const plan = { first: compose, retry: compose, onUnreached };
    const { ports } = world.process();
    world.fcm = (token) => answers[token] ?? OK;
    await deliver(delivery, plan, ports);
    while (recordIn(world).state === 'waiting') {
      world.now = recordIn(world).nextAttemptAt ?? assert.fail();
      world.fcm = (token) => (answers[token] === UNREGISTERED ? UNREGISTERED : OK);
      await resume(ID, () => plan, ports, 'task');
    }
    await resume(ID, () => plan, ports, 'task');
    return told;
  }
  const DEAD = { 'token-of-a': UNREGISTERED, 'token-of-b': UNREGISTERED };
  const cases: readonly [string, Composed, Readonly<Record<string, Answer>>, string[][]][] = [
    ['is nobody where one device was', [of('u', 'a'), of('u', 'c')], DEAD, []],
    ['is who has dead devices only', [of('u', 'a'), of('u', 'b'), of('w', 'c')], DEAD, [['u']]],
    ['is who has no device', [{ uid: 'w' }, of('u', 'c')], {}, [['w']]],
    ['is everybody where nobody has a device', [{ uid: 'w' }, { uid: 'u' }], {}, [['w', 'u']]],
    [
      'is nobody where the other device is told later',
      [of('u', 'a'), of('u', 'c')],
      { ...DEAD, 'token-of-c': DOWN },
      [],
    ],
    [
      'is known when the last device is dead, told of once',
      [of('u', 'a'), of('w', 'c')],
      { ...DEAD, 'token-of-c': DOWN },
      [['u']],
    ],
    ['is not whose push was held', [{ ...of('u', 'a'), held: true }], DEAD, []],
  ];
  for (const [what, composed, answers, expected] of cases) {
    it(what, async () => assert.deepEqual(await unreachedOf(composed, answers), expected));
  }

  it('is told again where telling failed, and nothing is sent again', async () => {
    const world = new World();
    const { ports } = world.process();
    world.fcm = (token) => (token === 'token-of-a' ? UNREGISTERED : OK);
    let calls = 0;
    const compose = async () => [of('u', 'a'), of('w', 'c')];
    const onUnreached = async () => {
      calls += 1;
      if (calls === 1) throw new Error('no mail');
    };
    const plan = { first: compose, retry: compose, onUnreached };
    await assert.rejects(deliver(delivery, plan, ports), /no mail/);
    await deliver(delivery, plan, ports);
    assert.equal(calls, 2);
    assert.deepEqual([recordIn(world).state, recordIn(world).unreached], ['done', []]);
    assert.equal(world.sent.length, 2);
  });

  it('is not told by an attempt that has lost its lease', async () => {
    const world = new World();
    world.fcm = () => UNREGISTERED;
    const { ports } = world.process();
    const records = { ...ports.records, replace: async () => undefined };
    const compose = async () => [of('u', 'a')];
    const onUnreached = () => assert.fail('another attempt tells it');
    const plan = { first: compose, retry: compose, onUnreached };
    await deliver(delivery, plan, { ...ports, records });
    assert.deepEqual(
      world.logged.map(({ event }) => event),
      ['delivery.lease_lost'],
    );
  });

  it('stays in the record where nobody asks', async () => {
    const world = new World();
    world.fcm = () => UNREGISTERED;
    await start(world, [pushTo('a')]);
    assert.deepEqual(recordIn(world).unreached, ['mina']);
    assert.equal(world.writes, 2);
  });
});

describe('recordSkipped', () => {
  it('says why in one write', async () => {
    const world = new World();
    const { ports } = world.process();
    await recordSkipped({ id: ID, about, createdAt: 5 }, 'no post', ports);
    assert.equal(world.writes, 1);
    const { state, createdAt, about: said } = recordIn(world);
    assert.deepEqual(
      { state, createdAt, said },
      { state: 'done', createdAt: 5, said: { ...about, skipped: 'no post' } },
    );
    assert.equal(world.logged.length, 1);
  });

  it('is written over once there is somebody to tell, by one of twenty at once', async () => {
    for (const notBefore of [undefined, 1_000_000 + 60_000]) {
      const world = new World();
      const { ports } = world.process();
      const delivery = { id: ID, about, createdAt: 1_000_000 };
      await recordSkipped(delivery, 'no post', ports);
      await recordSkipped(delivery, 'no post', ports);
      assert.equal(world.writes, 1);
      const compose = async () => [pushTo('a')];
      const plan = { first: compose, retry: compose, ...(notBefore && { notBefore }) };
      const runs = Array.from({ length: 20 }, () => deliver(delivery, plan, ports));
      for (const run of await Promise.allSettled(runs)) {
        if (run.status === 'rejected') assert.ok(run.reason instanceof RetryLater);
      }
      if (notBefore !== undefined) {
        world.now = notBefore;
        await retry(world, [pushTo('a')]);
      }
      assert.deepEqual(recordIn(world).about, about);
      assert.deepEqual(recordIn(world).counts, { delivered: 1 });
      assert.equal(world.sent.length, 1);
    }
  });

  it('withdraws what an attempt left that died', async () => {
    const world = new World();
    const doomed = world.process(1);
    await Promise.race([start(world, [pushTo('a')], doomed), doomed.death]);
    world.now += LIMITS.leaseMs;
    await recordSkipped({ id: ID, about, createdAt: 5 }, 'no post', world.process().ports);
    assert.equal(recordIn(world).state, 'done');
  });
});
