import assert from 'node:assert/strict';
import { push } from '../../../functions/src/events/push.ts';
import { retryTask } from '../../../functions/src/triggers/tasks.ts';
import { commented, LIMITS, World } from './world.ts';

const DAY_MS = 24 * 60 * 60_000;
const PUSH = 'pushes/one';

/** Creates a push by document for these users. Each has a phone. */
function world(data: object, people: readonly string[] = ['mina', 'joon']): World {
  const made = new World();
  made.definitions.clear();
  made.definitions.set(push.name, push);
  for (const uid of people) made.person(uid);
  made.documents.set(PUSH, { to: { uids: people }, title: 'Hello', ...data });
  return made;
}

describe('A push by document', () => {
  it('is sent at its time in a hundred days, by a chain of shorter tasks', async () => {
    const at = 1_000_000 + 100 * DAY_MS;
    const all = world({ sendAt: { toMillis: () => at } });
    const scheduleRetry = async (id: string, attempt: number, time: number) => {
      const task = retryTask(id, attempt, time, all.now);
      assert.ok(task.at - all.now < 30 * DAY_MS, 'Cloud Tasks accepts it');
      all.tasks.set(task.id, { id, at: task.at, done: false });
    };
    const { process, calls } = all.watched({ ports: { scheduleRetry } });
    await all.event(process, PUSH);
    assert.equal(all.record().nextAttemptAt, at);
    for (; all.now < at; all.now += DAY_MS) {
      await all.runDue(process);
      assert.deepEqual(all.received, []);
    }
    assert.equal(all.tasks.size, 4);
    await all.runDue(process);
    assert.deepEqual(all.received, ['mina announcement', 'joon announcement']);
    assert.equal(all.sent[0]?.payload.android?.ttl, `${LIMITS.maxAgeMs / 1000}s`);
    assert.deepEqual(all.linesOf('event.author_unnamed'), [], 'it has no author');
    assert.ok(!calls.includes('blockedBy:'), 'nobody has blocked no author');
  });

  it('goes to everybody in a collection, page by page, except its sender', async () => {
    const people = Array.from({ length: 250 }, (_, i) => `user-${String(i).padStart(3, '0')}`);
    const all = world({ to: { collection: 'members' }, senderId: 'user-007' }, people);
    for (const uid of people) all.documents.set(`members/${uid}`, {});
    await all.event(undefined, PUSH);
    while ((await all.runDue()) > 0);
    assert.deepEqual(
      all.received.toSorted(),
      people.filter((uid) => uid !== 'user-007').map((uid) => `${uid} announcement`),
    );
    assert.equal(all.records.size, 3);
    assert.deepEqual(all.linesOf('event.author_unnamed'), [], 'its title needs no name');
  });

  it('that is wrong has the reason in its record and in the log, and sends nothing', async () => {
    const all = world({ title: 7 });
    await all.event(undefined, PUSH);
    const why = 'malformed: title must be a string, or a map of BCP 47 tags to strings';
    assert.deepEqual([all.received, all.record().skipped], [[], why]);
    assert.partialDeepStrictEqual(all.linesOf('delivery.closed'), [{ skipped: why }]);
  });
});

describe('An author without a visible name', () => {
  const unnamed = (world: World) => world.linesOf('event.author_unnamed');

  it('is logged once, for all pages and attempts', async () => {
    const world = commented(['sora', 'yuna'], { authorName: '\u200b' });
    const process = world.process({ limits: { ...LIMITS, pageSize: 1 } });
    world.broken.push('send:');
    await world.event(process);
    assert.equal(unnamed(world).length, 1);
    world.now += LIMITS.unavailableMs;
    await world.runDue(process);
    const { event } = world.record();
    const { id: delivery, name: eventName, params } = event;
    assert.deepEqual(unnamed(world), [{ delivery, eventName, params }]);
    assert.equal(world.received.length, 3);
  });

  it('is not logged if the user’s document has the name', async () => {
    const world = commented([], { authorName: undefined });
    world.documents.set('users/joon', { displayName: 'Joon' });
    await world.event();
    assert.deepEqual(unnamed(world), []);
    assert.equal(world.sent[0]?.payload.notification?.title, 'New comment from Joon');
  });
});
