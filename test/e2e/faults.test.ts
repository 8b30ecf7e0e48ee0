import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Query, Timestamp } from 'firebase-admin/firestore';
import { commentsOf } from './app-data.ts';
import { admin } from './environment.ts';
import { CommentEvent, commentData } from './fault-event.ts';
import { type Figures, faultReports, figuresOf, type OwedPush } from './fault-figures.ts';
import { Person } from './fault-people.ts';
import { killFunction } from './fault-process.ts';
import { type Fault, setFaults } from './fcm.ts';
import { recordsOf } from './records.ts';
import { until } from './until.ts';

/** Of the draws which sends fail. */
const SEED = 20_261_124;
const STORM_COMMENTS = 500;
const STORM_AUTHORS = 10;
/** Half a minute on two idle cores, most of it for the functions' processes to start, ms. */
const STORM_MS = 600_000;
/** One send in ten fails, in one of these ways. */
const FAILING_SHARE = 0.1;
const WAYS_TO_FAIL: readonly Fault[] = [
  { error: 'UNAVAILABLE' },
  { error: 'QUOTA_EXCEEDED', retryAfter: 3 },
  { error: 'RESOURCE_EXHAUSTED' },
  { error: 'NOT_FOUND' },
  { status: 500, body: '<html>' },
  { hangUp: 'before' },
];
const REDELIVERIES = 20;
/** Long enough that all redeliveries meet the delivery under way, ms. */
const SLOW_FCM_MS = 1_000;
/** Sends between two writes of the record: what a process that dies may have in flight. */
const ROUND = 100;
const IN_FLIGHT = 10;
/** A send that does not end while the test lasts, ms. */
const ENDLESS_MS = 60_000;
const RETRY_AFTER_SECONDS = 5;

describe('Under faults', function () {
  this.timeout(STORM_MS);
  const table: Record<string, Figures> = {};
  afterEach(() => setFaults());
  after(() => console.table(table));

  const owedTo = (people: readonly Person[], commentId: string): OwedPush[] =>
    people.flatMap(({ live }) => live.map((device) => ({ device, commentId })));

  /** Listens, since asking again and again would hold up the emulator that the storm goes through. */
  async function untilFound(query: Query, size: number): Promise<void> {
    const found = Promise.withResolvers<void>();
    const stop = query.onSnapshot((snapshot) => {
      if (snapshot.size === size) found.resolve();
    }, found.reject);
    await found.promise.finally(stop);
  }

  async function check(
    story: string,
    people: readonly Person[],
    owed: readonly OwedPush[],
    mayRepeat = 0,
  ): Promise<void> {
    const figures = await figuresOf(owed);
    table[story] = figures;
    assert.ok(figures['faults injected'] > 0, 'no fault struck');
    assert.equal(figures.lost, 0, 'lost');
    assert.ok(figures.repeated <= mayRepeat, `${figures.repeated} repeated, not ${mayRepeat}`);
    const right = await Promise.all(people.map((person) => person.hasLiveDevicesOnly()));
    assert.ok(right.every(Boolean), 'a live device was removed, or a dead one was not');
  }

  it(`delivers ${STORM_COMMENTS} comments at once`, async () => {
    const people = await Promise.all(
      Array.from({ length: STORM_AUTHORS }, () => Person.create({ live: 3, dead: 1 })),
    );
    const posts = await Promise.all(people.map((person) => person.post()));
    const share = FAILING_SHARE / WAYS_TO_FAIL.length;
    await setFaults(...WAYS_TO_FAIL.map((way, i) => ({ ...way, share, seed: SEED + i })));

    const owed: OwedPush[] = [];
    const batch = admin.batch();
    for (let i = 0; i < STORM_COMMENTS; i += 1) {
      const [person, postId] = [people[i % people.length], posts[i % posts.length]];
      assert.ok(person && postId);
      const commentId = randomUUID();
      batch.create(admin.doc(`${commentsOf(postId)}/${commentId}`), commentData());
      owed.push(...owedTo([person], commentId));
    }
    await batch.commit();
    const done = admin
      .collection('deliveries')
      .where('event.params.postId', 'in', posts)
      .where('state', '==', 'done');
    await untilFound(done, STORM_COMMENTS);
    await check('storm', people, owed);
  });

  it(`sends once what is delivered ${REDELIVERIES} times at once`, async () => {
    const person = await Person.create({ live: 3, dead: 1 });
    const event = await CommentEvent.stage((postId) => person.post(postId));
    await setFaults({ delayMs: SLOW_FCM_MS });
    const taken = await Promise.all(Array.from({ length: REDELIVERIES }, () => event.deliver()));
    assert.ok(taken.some(Boolean));
    await event.deliverUntilTaken();
    await until('the delivery is done', () => event.isDone());
    await check('twenty at once', [person], owedTo([person], event.commentId));
  });

  it('waits as long as FCM asks', async () => {
    const person = await Person.create({ live: 3 });
    const event = await CommentEvent.stage((postId) => person.post(postId));
    const [busy, down, well] = person.live;
    assert.ok(busy && down && well);
    const asking = { retryAfter: RETRY_AFTER_SECONDS, count: 1 };
    await setFaults(
      { error: 'QUOTA_EXCEEDED', device: busy.target, ...asking },
      { error: 'UNAVAILABLE', device: down.target, ...asking },
    );
    const startedAt = Date.now();
    await event.deliverUntilTaken();
    const waiting = (await recordsOf(event.commentId)).find(({ state }) => state === 'waiting');
    const waits = waiting?.pending.map((each: { dueAt: Timestamp }) => each.dueAt.toMillis());
    assert.equal(waits?.length, 2, 'both wait');
    assert.ok(Math.min(...waits) >= startedAt + RETRY_AFTER_SECONDS * 1000, 'for long enough');
    await until('the delivery is done', () => event.isDone());
    await check('Retry-After', [person], owedTo([person], event.commentId));
    for (const device of [busy, down]) {
      const [push] = await device.received();
      const waited = Date.parse(push?.receivedAt ?? '') - startedAt;
      assert.ok(waited >= RETRY_AFTER_SECONDS * 1000, `tried again after ${waited} ms`);
    }
  });

  // Finding the process takes Linux.
  if (process.platform === 'linux') {
    it('takes over from a process that was killed between FCM’s yes and the record', async () => {
      const people = await Promise.all(
        Array.from({ length: 11 }, () => Person.create({ live: 10 })),
      );
      const [author, ...mentioned] = people;
      assert.ok(author);
      const mentions = mentioned.map(({ uid }) => uid);
      const event = await CommentEvent.stage((postId) => author.post(postId), mentions);
      const half = { delayMs: ENDLESS_MS, count: IN_FLIGHT / 2 };
      await setFaults({ delayMs: 0, count: ROUND }, half, { ...half, error: 'UNAVAILABLE' });
      const doomed = event.deliver();
      await until('the second round is in flight', async () => {
        const [, accepted, refused] = await faultReports();
        return accepted?.hits === half.count && refused?.hits === half.count;
      });
      assert.ok((await killFunction('onCommentCreated')) > 0);
      assert.equal(await doomed, false);
      await event.deliverUntilTaken();
      await until('the delivery is done', () => event.isDone());
      await check('process killed', people, owedTo(people, event.commentId), IN_FLIGHT);
    });
  }
});
