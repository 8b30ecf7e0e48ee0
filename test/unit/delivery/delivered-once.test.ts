import assert from 'node:assert/strict';
import { deliver } from '../../../functions/src/delivery/deliver.ts';
import { COMMENT, commented, DOWN, LIMITS, OK, tokenOf, type World } from './world.ts';

/** Together with the post's author, as many users as fit into one round. */
const FOLLOWERS = Array.from({ length: 99 }, (_, index) => `fan-${index}`);
const devices = (count: number) => Array.from({ length: count }, (_, index) => `d${index}`);

describe('An event', () => {
  it('to a hundred people needs one record, two writes of it, and no task', async () => {
    const world = commented(FOLLOWERS);
    const { process, calls } = world.watched();
    await world.event(process);
    assert.equal(world.received.length, 100);
    const ports = calls.map((call) => call.slice(0, call.indexOf(':'))).sort();
    const sends = FOLLOWERS.map(() => 'send');
    const others = ['blockedBy', 'create', 'followers', 'lookUp', 'replace'];
    assert.deepEqual(ports, [...others, 'send', ...sends, 'users']);
    assert.equal(world.record().state, 'done');
    assert.deepEqual(world.record().counts, { delivered: 100 });
  });

  it('is sent once, although it comes again, or its document is deleted and created again', async () => {
    const world = commented();
    await world.event();
    await world.event();
    await world.event(world.process(), COMMENT, undefined, 1_000_001);
    assert.deepEqual(world.received, ['mina comment']);
    assert.equal(world.writes, 2);
  });

  it('is sent once, although it comes twenty times at once, and a task comes after the lease', async () => {
    const world = commented(['sora']);
    await Promise.all(Array.from({ length: 20 }, () => world.event()));
    assert.deepEqual(world.received, ['mina comment', 'sora follow']);
    assert.deepEqual(
      world.tasks
        .values()
        .map(({ at }) => at)
        .toArray(),
      [world.now + LIMITS.leaseMs],
    );
    world.now += LIMITS.leaseMs;
    assert.equal(await world.runDue(), 1);
    assert.deepEqual([world.received.length, world.writes], [2, 2]);
  });

  it('can be claimed again at once if composing failed', async () => {
    const world = commented();
    world.broken.push('users:');
    await assert.rejects(world.event(), /users: is broken/);
    await world.event();
    assert.deepEqual(world.received, ['mina comment']);
  });

  it('fails without a push if its claim fails', async () => {
    const world = commented();
    world.broken.push('create:');
    await assert.rejects(world.event(), /create: is broken/);
    assert.deepEqual(world.received, []);
  });

  for (const ending of ['fails', 'succeeds but its answer is lost'] as const) {
    for (const call of [
      ...['create:', 'lookUp:', 'followers:', 'users:', 'blockedBy:', 'enqueuePage:', 'replace:'],
      ...['find:', 'scheduleRetry:'],
    ]) {
      it(`is sent once to each if a call of ${call} ${ending}`, async () => {
        const limits = { ...LIMITS, pageSize: 1 };
        const world = commented(['sora', 'yuna']);
        world[ending === 'fails' ? 'broken' : 'lost'].push(call);
        const again = new Set([tokenOf('sora')]);
        world.fcm = (device) => (again.delete(device) ? DOWN : OK);
        const comes = () => world.event(world.process({ limits }));
        await comes().catch(comes);
        await comes().catch(comes);
        for (let round = 0; round < 4; round += 1) {
          world.now += LIMITS.leaseMs;
          await world.runDue(world.process({ limits })).catch(() => {});
        }
        assert.deepEqual(world.received.toSorted(), ['mina comment', 'sora follow', 'yuna follow']);
        assert.deepEqual([world.broken, world.lost], [[], []]);
        for (const { record } of world.records.values()) assert.ok(isOver(record.state));
      });
    }
  }
});

const isOver = (state: string) => state === 'done' || state === 'skipped';

describe('A process that dies', () => {
  it('is replaced by another at the end of its lease, and not before', async () => {
    const world = commented(['sora', 'yuna']);
    const { process, death } = world.doomed('send:', { times: 2 });
    void world.event(process);
    await death;
    assert.equal(world.record().pending, undefined, 'the record has no pending devices yet');
    await world.event();
    assert.equal(world.sent.length, 2);
    world.now += LIMITS.leaseMs;
    await world.runDue();
    assert.deepEqual(world.record().counts, { delivered: 3 });
    assert.equal(world.sent.length, 2 + 3);
  });

  it('causes the repetition of one round or less', async () => {
    const world = commented();
    world.person('mina', devices(250));
    const { process, death } = world.doomed('send:', { times: 150 });
    void world.event(process);
    await death;
    world.now += LIMITS.leaseMs;
    await world.event();
    const times = Map.groupBy(world.received, (each) => each).values();
    assert.deepEqual(world.record().counts, { delivered: 250 });
    assert.equal(times.filter(({ length }) => length > 1).toArray().length, 50);
  });
});

describe('A lease', () => {
  const lost = (world: World) => world.linesOf('delivery.lease_lost');

  it('that ended during composing is renewed before anything is sent', async () => {
    const world = commented();
    const slow = world.paused('users:');
    const run = world.event(slow.process);
    await slow.reached;
    world.now += 70_000;
    world.fcm = () => {
      assert.equal(world.record().leaseExpireTime, world.now + LIMITS.leaseMs);
      return DOWN;
    };
    slow.goOn();
    await run;
    assert.equal(world.sent.length, 1);
    assert.equal(world.writes, 3);
  });

  for (const [ms, inBetween] of [
    [44_999, 'send:'],
    [45_000, 'replace:'],
  ] as const) {
    it(`of 60 s is checked before each round: ${ms} ms after its write`, async () => {
      const world = commented();
      world.person('mina', devices(101));
      let writes = 0;
      const onWritten = () => {
        writes += 1;
        if (writes === 2) world.now += ms;
      };
      const { process, calls } = world.watched({ onWritten });
      await world.event(process);
      const second = calls.findIndex((call) => call.startsWith('replace:')) + 1;
      assert.ok(calls[second]?.startsWith(inBetween), calls[second]);
      assert.equal(world.received.length, 101);
      assert.equal(world.sent[0]?.notAfter, 1_000_000 + 45_000, 'and no request starts later');
    });
  }

  for (const [what, happens, received] of [
    ['sent', () => {}, 2],
    ['withdrawn', (world: World) => world.documents.delete(COMMENT), 1],
  ] as const) {
    it(`that another run has taken over and ${what} ends the first run: it neither writes nor sends`, async () => {
      const limits = { ...LIMITS, roundSize: 1 };
      const world = commented(['sora']);
      const slow = world.paused('replace:', { limits });
      const run = world.event(slow.process);
      await slow.reached;
      world.now += LIMITS.leaseMs;
      happens(world);
      await world.event();
      const closed = world.record();
      const sent = world.sent.length;
      slow.goOn();
      await run;
      assert.deepEqual([world.record(), world.sent.length], [closed, sent]);
      const params = { postId: 'p', commentId: 'c' };
      assert.deepEqual(lost(world), [{ delivery: closed.event.id, eventName: 'comment', params }]);
      assert.equal(new Set(world.received).size, received);
    });
  }

  it('is kept if a write succeeded but its answer was lost', async () => {
    const world = commented();
    world.lost.push('replace:');
    await world.event();
    assert.deepEqual([lost(world), world.record().state, world.writes], [[], 'done', 2]);
  });

  for (const [what, happens] of [
    ['another run took over', (world: World) => world.event()],
    ['its record was deleted', async (world: World) => world.records.clear()],
  ] as const) {
    it(`is lost if a write failed, and before the next try ${what}`, async () => {
      const world = commented();
      const slow = world.paused('replace:');
      const run = world.event(slow.process);
      await slow.reached;
      world.now += LIMITS.leaseMs;
      await happens(world);
      world.broken.push('replace:');
      slow.goOn();
      await run;
      assert.equal(lost(world).length, 1);
    });
  }

  it('expires if four writes fail, and the event must come again', async () => {
    const world = commented();
    world.broken.push('replace:', 'replace:', 'replace:', 'replace:');
    const waits: number[] = [];
    const pause = async (ms: number) => void waits.push(ms);
    await assert.rejects(world.event(world.process({ ports: { pause } })), /replace:/);
    assert.deepEqual(waits, [100, 300, 900]);
  });
});

describe('A run', () => {
  it('logs the state of its delivery at its end', async () => {
    const world = commented(['sora']);
    world.fcm = (device) => {
      world.now += 7;
      return device === tokenOf('sora') ? DOWN : OK;
    };
    await world.event();
    const { event } = world.record();
    const fields = {
      delivery: event.id,
      eventName: 'comment',
      params: { postId: 'p', commentId: 'c' },
      page: 1,
      skipped: undefined,
      counts: { delivered: 1 },
    };
    const nextAttemptAt = new Date(1_000_014 + LIMITS.unavailableMs).toISOString();
    const waiting = { attempt: 1, state: 'waiting', pending: 1, durationMs: 14, nextAttemptAt };
    assert.deepEqual(world.logged, [
      { event: 'delivery.closed', fields: { ...fields, ...waiting } },
    ]);
    world.now += LIMITS.unavailableMs;
    world.users.delete('sora');
    await world.runDue();
    const counts = { delivered: 1, withdrawn: 1 };
    const done = { attempt: 2, state: 'done', pending: 0, durationMs: 0, nextAttemptAt: undefined };
    assert.deepEqual(world.logged[1]?.fields, { ...fields, ...done, counts });
  });

  it('does nothing for a task whose record is gone', async () => {
    const world = commented();
    await deliver('gone', world.process());
    assert.deepEqual([world.writes, world.logged], [0, []]);
  });
});
