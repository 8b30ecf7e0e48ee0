import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Query } from 'firebase-admin/firestore';
import { commentsOf } from './app-data.ts';
import { admin, FCM_ORIGIN } from './environment.ts';
import { CommentEvent, commentData } from './fault-event.ts';
import { Person } from './fault-people.ts';
import { type Fault, type FcmDevice, type Received, setFaults } from './fcm.ts';
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

/** A push that has to arrive. */
interface OwedPush {
  readonly device: FcmDevice;
  readonly commentId: string;
}

const owedTo = (people: readonly Person[], commentId: string): OwedPush[] =>
  people.flatMap(({ live }) => live.map((device) => ({ device, commentId })));

async function look<T>(path: string): Promise<T> {
  return (await fetch(`${FCM_ORIGIN}/emulator/v1/${path}`)).json();
}

/** How many sends each fault in force has struck, in their order. */
async function hits(): Promise<number[]> {
  const { faults } = await look<{ faults: { hits: number }[] }>('faults');
  return faults.map((each) => each.hits);
}

describe('Under faults', function () {
  this.timeout(STORM_MS);
  afterEach(() => setFaults());

  /** Listens, since asking again and again would hold up the emulator that the storm goes through. */
  async function untilFound(query: Query, size: number): Promise<void> {
    const found = Promise.withResolvers<void>();
    const stop = query.onSnapshot((snapshot) => {
      if (snapshot.size === size) found.resolve();
    }, found.reject);
    await found.promise.finally(stop);
  }

  /** What FCM accepted, against what was owed. */
  async function check(people: readonly Person[], owed: readonly OwedPush[], mayRepeat = 0) {
    assert.ok(Math.max(...(await hits())) > 0, 'no fault struck');
    const { messages } = await look<{ messages: Received[] }>('messages');
    const times = Map.groupBy(messages, (each) => `${each.device} ${each.message.data?.commentId}`);
    const arrived = owed.map(
      ({ device, commentId }) => times.get(`${device.target} ${commentId}`)?.length ?? 0,
    );
    assert.equal(arrived.filter((count) => count === 0).length, 0, 'lost');
    const repeated = arrived.reduce((sum, count) => sum + count - 1, 0);
    assert.ok(repeated <= mayRepeat, `${repeated} repeated, not ${mayRepeat}`);
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
    await check(people, owed);
  });

  it(`sends once what is delivered ${REDELIVERIES} times at once`, async () => {
    const person = await Person.create({ live: 3, dead: 1 });
    const event = await CommentEvent.stage((postId) => person.post(postId));
    await setFaults({ delayMs: SLOW_FCM_MS });
    const taken = await Promise.all(Array.from({ length: REDELIVERIES }, () => event.deliver()));
    assert.ok(taken.some(Boolean));
    await event.deliverUntilTaken();
    await until('the delivery is done', () => event.isDone());
    await check([person], owedTo([person], event.commentId));
  });

  // Finding the process takes Linux.
  if (process.platform !== 'linux') return;
  it('takes over from a process that was killed between FCM’s yes and the record', async () => {
    const people = await Promise.all(Array.from({ length: 11 }, () => Person.create({ live: 10 })));
    const [author, ...mentioned] = people;
    const mentions = mentioned.map(({ uid }) => uid);
    const event = await CommentEvent.stage(async (postId) => author?.post(postId), mentions);
    const half = { delayMs: ENDLESS_MS, count: IN_FLIGHT / 2 };
    await setFaults({ delayMs: 0, count: ROUND }, half, { ...half, error: 'UNAVAILABLE' });
    const doomed = event.deliver();
    await until('the second round is in flight', async () => {
      const [, accepted, refused] = await hits();
      return accepted === half.count && refused === half.count;
    });
    assert.ok((await killFunction('onCommentCreated')) > 0);
    assert.equal(await doomed, false);
    await event.deliverUntilTaken();
    await until('the delivery is done', () => event.isDone());
    await check(people, owedTo(people, event.commentId), IN_FLIGHT);
  });
});

/**
 * Kills the processes in which this suite's emulator runs a function, without a chance to clean up.
 * Answers how many there were.
 */
async function killFunction(name: string): Promise<number> {
  const log = process.env.EMULATORS_LOG ?? assert.fail('EMULATORS_LOG is not set');
  // The suite's directory tells its processes from those of any other suite on the machine.
  const marks = [`FUNCTION_TARGET=${name}`, `TMPDIR=${dirname(log)}`];
  let killed = 0;
  for (const pid of (await readdir('/proc')).map(Number).filter(Boolean)) {
    // It may have ended by now, or belong to somebody else.
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (!marks.every((mark) => environment.split('\0').includes(mark))) continue;
    process.kill(pid, 'SIGKILL');
    killed += 1;
  }
  return killed;
}
