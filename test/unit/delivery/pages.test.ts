import assert from 'node:assert/strict';
import { comment } from '../../../functions/src/events/comment.ts';
import { COMMENT, commented, LIMITS, OK, type World } from './world.ts';

/** Pages of two, so that a few followers need several pages. */
const limits = { ...LIMITS, pageSize: 2 };
const FANS = ['fan-1', 'fan-2', 'fan-3', 'fan-4', 'fan-5'];

/** Runs tasks until none is due. */
async function runAll(world: World): Promise<void> {
  while ((await world.runDue(world.process({ limits }))) > 0);
}

describe('Followers', () => {
  it('get the push page by page, each once, as the named users do', async () => {
    const world = commented(FANS);
    await world.event(world.process({ limits }));
    assert.deepEqual(world.received, ['mina comment', 'fan-1 follow', 'fan-2 follow']);
    world.now += 1_000;
    await runAll(world);
    assert.deepEqual(world.received.slice(3), ['fan-3 follow', 'fan-4 follow', 'fan-5 follow']);
    const pages = [1, 2, 3].map((page) => world.record(page));
    const starts = pages.map(({ startedAt }) => startedAt);
    assert.deepEqual(starts, [1_000_000, 1_000_000, 1_000_000], 'all times count from the first');
    assert.deepEqual(
      pages.map(({ state, after, upTo, counts }) => [state, after, upTo, counts.delivered]),
      [
        ['done', undefined, 'fan-2', 3],
        ['done', 'fan-2', 'fan-4', 2],
        ['done', 'fan-4', 'fan-5', 1],
      ],
    );
    await world.event(world.process({ limits }));
    await runAll(world);
    assert.deepEqual([world.received.length, world.records.size], [6, 3]);
  });

  for (const [count, tasks] of [
    [100, 0],
    [101, 1],
  ] as const) {
    it(`are on the first page up to 100: for ${count} followers there are ${tasks} tasks`, async () => {
      const world = commented(Array.from({ length: count }, (_, index) => `fan-${index}`));
      await world.event();
      assert.deepEqual([world.received.length, world.tasks.size], [1 + 100, tasks]);
    });
  }

  it('are in the record before anything is sent or the next page is enqueued', async () => {
    const world = commented(FANS);
    const { process, reached, goOn } = world.paused('users:', { limits });
    const run = world.event(process);
    await reached;
    const { named, upTo, more, authorId } = world.record();
    assert.deepEqual(
      { named, upTo, more, authorId },
      { named: [{ uid: 'mina', reason: 'comment' }], upTo: 'fan-2', more: true, authorId: 'joon' },
    );
    assert.deepEqual([world.tasks.size, world.sent.length], [0, 0]);
    goOn();
    await run;
    assert.equal(world.record().more, undefined);

    const [task = assert.fail()] = world.dueTasks();
    const watched = world.watched({ limits });
    await world.task(watched.process, task);
    const { calls } = watched;
    const at = (name: string) => calls.findIndex((call) => call.startsWith(name));
    assert.ok(at('create:') < at('enqueuePage:') && at('enqueuePage:') < at('send:'), `${calls}`);
  });

  it('are the same at a retry of their page, although others follow or unfollow at its ends', async () => {
    const world = commented(FANS);
    await world.event(world.process({ limits }));
    world.broken.push('users:');
    await assert.rejects(world.runDue(world.process({ limits })), /users: is broken/);
    // The page is (fan-2, fan-4]. Its last one leaves, one is added to it, and one before it.
    world.documents.delete('posts/p/followers/fan-4');
    for (const uid of ['fan-1a', 'fan-3a']) {
      world.person(uid);
      world.documents.set(`posts/p/followers/${uid}`, {});
    }
    await runAll(world);
    const reached = [...FANS, 'fan-3a', 'mina'].filter((uid) => uid !== 'fan-4');
    assert.deepEqual(world.received.map((each) => each.split(' ')[0]).sort(), reached.sort());
  });

  it('are not the author, the named users, or users who have blocked the author', async () => {
    const world = commented(['joon', 'mina', 'sora', 'yuna'], { mentions: ['sora'] });
    world.blocks.add('yuna/joon');
    await world.event();
    assert.deepEqual(world.received, ['sora mention', 'mina comment']);
  });

  it('are never users whom the first page named, even if they are no longer named', async () => {
    const world = commented(FANS, { parentId: 'parent' });
    const parent = 'posts/p/comments/parent';
    world.documents.set(parent, { authorId: 'fan-3', text: 'First' });
    await world.event(world.process({ limits }));
    world.documents.delete(parent);
    await runAll(world);
    const others = ['fan-1', 'fan-2', 'fan-4', 'fan-5'].map((uid) => `${uid} follow`);
    assert.deepEqual(world.received.toSorted(), [...others, 'fan-3 reply', 'mina comment'].sort());
  });

  it('may all have left before their page comes', async () => {
    const world = commented(['fan-1', 'fan-2', 'fan-3']);
    await world.event(world.process({ limits }));
    world.documents.delete('posts/p/followers/fan-3');
    await runAll(world);
    assert.deepEqual([world.received.length, world.record(2).state], [3, 'skipped']);
  });

  describe('of an instance that is sending to many users', () => {
    const crowded = (world: World) => world.process({ limits: { ...limits, peopleAtOnce: 3 } });

    it('are left to the queue, and the named users get the push at once', async () => {
      const world = commented(FANS);
      const instance = crowded(world);
      instance.crowd.people = 3;
      world.broken.push('users:');
      await assert.rejects(world.event(instance), /users: is broken/);
      const { process, calls } = world.watched({ limits });
      await world.event(process);
      assert.deepEqual(world.received, ['mina comment']);
      assert.equal(calls.filter((call) => call.startsWith('followers:')).length, 1, 'not again');
      assert.deepEqual([world.record().upTo, instance.crowd.people], [undefined, 3]);
      await world.runDue(instance);
      assert.deepEqual(world.received.slice(1), ['fan-1 follow', 'fan-2 follow']);
      await runAll(world);
      assert.equal(world.received.length, 1 + FANS.length);
    });

    it('are left to the queue if other runs have begun meanwhile', async () => {
      const world = commented(FANS);
      const other = 'posts/p/comments/other';
      world.documents.set(other, { authorId: 'joon', text: 'Hi' });
      const instance = crowded(world);
      await Promise.all([COMMENT, other].map((path) => world.event(instance, path)));
      assert.equal(world.received.length, 3 + 1);
    });

    it('count as long as the run lasts, whether it succeeds or fails', async () => {
      const world = commented(FANS);
      const instance = crowded(world);
      world.fcm = () => {
        assert.equal(instance.crowd.people, 3);
        return OK;
      };
      world.broken.push('users:');
      await assert.rejects(world.event(instance));
      assert.equal(instance.crowd.people, 0);
      await world.event(instance);
      assert.equal(instance.crowd.people, 0);
      assert.equal(world.received.length, 3, 'an instance below the limit takes the followers');
    });
  });
});

describe('Nobody gets a push', () => {
  const skipped = (world: World) => [world.received, world.record().state, world.record().skipped];

  it('for a comment on their own post, at the cost of one write', async () => {
    const world = commented([], { authorId: 'mina' });
    await world.event();
    assert.deepEqual(skipped(world), [[], 'skipped', 'concerns nobody']);
    assert.deepEqual([world.writes, world.tasks.size], [1, 0]);
    assert.equal(world.linesOf('delivery.closed').length, 1);
  });

  it('for a comment without a post, or an event that is not deployed any more', async () => {
    const orphan = commented();
    orphan.documents.delete('posts/p');
    await orphan.event();
    assert.deepEqual(skipped(orphan), [[], 'skipped', 'no post with an author']);
    const world = commented();
    world.definitions.clear();
    await world.event();
    assert.deepEqual(skipped(world), [[], 'skipped', 'its event is not deployed']);
  });

  it('outside the share of users that gets pushes yet', async () => {
    const world = commented(FANS);
    await world.event(world.process({ ports: { sharePercent: 0 } }));
    assert.deepEqual([world.received, world.record().state], [[], 'done']);
  });

  it('without a device', async () => {
    const world = commented();
    world.person('mina', []);
    await world.event();
    assert.deepEqual(
      [world.received, world.record().state, world.record().pending],
      [[], 'done', []],
    );
  });
});

describe('A skipped delivery', () => {
  it('is sent once if its document is created again, even if the event comes several times', async () => {
    const world = commented([], { authorId: 'mina' });
    await world.event();
    world.documents.set(COMMENT, { authorId: 'joon', text: 'Hi' });
    // Long afterwards: its pushes get their full time.
    world.now += 2 * LIMITS.maxAgeMs;
    const again = () => world.event(world.process(), COMMENT, comment, world.now);
    await Promise.all(Array.from({ length: 20 }, again));
    assert.deepEqual(world.received, ['mina comment']);
    assert.equal(world.record().skipped, undefined);
  });
});
