import assert from 'node:assert/strict';
import fc, { type Scheduler } from 'fast-check';
import type { DeliveryRecord } from '../../../functions/src/delivery/record.ts';
import { replay } from '../../../functions/src/delivery/results.ts';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';
import {
  type Accepted,
  type Call,
  COMMENT,
  LIMITS as DEFAULT_LIMITS,
  DOWN,
  OK,
  type Process,
  tokenOf,
  UNREGISTERED,
  World,
} from './world.ts';

/** Number of stories. Each has up to sixty steps and some hundred calls of ports. */
const STORIES = 1_000;
/** Small, so that ten users need several pages and rounds. */
const LIMITS = { ...DEFAULT_LIMITS, pageSize: 3, roundSize: 2, peopleAtOnce: 8 };
/** How far the clock of each instance is ahead, in milliseconds. */
const CLOCKS_MS = [0, 1_000, 500];

const PARENT = 'posts/p/comments/parent';
const FOLLOWERS = ['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'mina', 'rin'];
const AUTHOR = 'joon';
const PEOPLE = [...FOLLOWERS, 'noa', AUTHOR];
const DEAD = 'f6';
const following = (uid: string) => `posts/p/followers/${uid}`;

/** What happens to a call of a port. A slow one takes some milliseconds. */
type Fate =
  | { readonly is: 'ok' | 'failsBefore' | 'failsAfter' | 'neverAnswers' | 'kills' }
  | { readonly is: 'slow'; readonly ms: number };

const upTo = (max: number) => fc.integer({ min: 1, max });
const fate = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Fate>({ is: 'ok' }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('slow' as const), ms: upTo(90_000) }) },
  ...(['failsBefore', 'failsAfter', 'neverAnswers', 'kills'] as const).map((is) =>
    fc.constant<Fate>({ is }),
  ),
);

/** An event on three instances, the platform's reactions, and what must always be true. */
class Story {
  readonly world = new World();
  readonly #scheduler: Scheduler;
  readonly #fates: Fate[];
  readonly #instances: Process[];
  /** The users who follow and want the push from beginning to end. */
  readonly #steady = new Set(FOLLOWERS);
  /** Pushes that FCM accepted and that are recorded. */
  readonly #recorded = new Set<Accepted>();
  readonly #attemptOf = new Map<Accepted, string>();
  /** The process that last wrote each record. */
  readonly #writers = new Map<string, Process>();
  readonly #failures: string[] = [];
  readonly #read = new Set<string>();
  /** The calls of a frozen instance wait for this. */
  readonly #frozen = new Map<Process, PromiseWithResolvers<void>>();
  #acknowledged = false;
  #isOld = false;

  constructor(scheduler: Scheduler, fates: readonly Fate[]) {
    this.#scheduler = scheduler;
    this.#fates = [...fates];
    for (const uid of PEOPLE) this.world.person(uid, uid === 'f0' ? ['f0', 'f0-tablet'] : [uid]);
    this.world.post('p', 'mina', [...FOLLOWERS, AUTHOR]);
    this.world.documents.set(PARENT, { authorId: 'rin', text: 'First' });
    const text = { authorId: AUTHOR, authorName: 'Joon', text: 'Hello' };
    this.world.documents.set(COMMENT, { ...text, parentId: 'parent', mentions: ['noa'] });
    this.answer([OK]);
    this.#instances = CLOCKS_MS.map((ms) => this.#instance(ms));
  }

  /** Makes FCM give these answers in turn. */
  answer(answers: readonly Answer[]): void {
    let turn = 0;
    this.world.fcm = (device) => {
      turn += 1;
      const answer = answers[turn % answers.length] ?? OK;
      return answer === OK && device === tokenOf(DEAD) ? UNREGISTERED : answer;
    };
  }

  #instance(clockAheadMs: number): Process {
    const process: Process = this.world.process({
      limits: LIMITS,
      inbox: true,
      clockAheadMs,
      fate: (call) => this.#decide(call, process),
      onAccepted: (accepted) => this.#checkAccepted(accepted, process),
      onWritten: (id, record) => {
        this.#writers.set(id, process);
        if (record.pending === undefined) return;
        const pending = new Set(record.pending.map((each) => tokenOf(each.deviceId)));
        for (const each of this.world.accepted) {
          const isOurs = this.#attemptOf.get(each) === attemptName(id, record);
          if (isOurs && each.isAnswered && !pending.has(each.device)) this.#recorded.add(each);
        }
      },
    });
    return process;
  }

  async #decide(call: Call, process: Process): Promise<() => Promise<void>> {
    const turn = async () => {
      do {
        await this.#frozen.get(process)?.promise;
        await this.#scheduler.schedule(Promise.resolve(), call);
      } while (this.#frozen.has(process));
    };
    await turn();
    const next = this.#fates.shift() ?? { is: 'ok' };
    if (next.is === 'slow') this.world.now += next.ms;
    if (next.is === 'failsBefore') throw new Error(`${call} is broken`);
    return async () => {
      await turn();
      if (next.is === 'kills') process.kill();
      if (next.is === 'neverAnswers') await new Promise(() => {});
      if (next.is === 'failsAfter') throw new Error(`${call} is broken`);
    };
  }

  #checkAccepted(accepted: Accepted, process: Process): void {
    for (const each of this.world.accepted) {
      if (each === accepted || each.device !== accepted.device) continue;
      if (this.#recorded.has(each)) this.#failures.push(`${each.device} got the push twice`);
      if (each.type !== accepted.type) {
        this.#failures.push(`${each.device} got ${each.type} and ${accepted.type}`);
      }
    }
    const uid = accepted.device.replace(/^token-of-|-tablet$/g, '');
    const [leased] = [...this.world.records].filter(
      ([id, { record }]) =>
        this.#writers.get(id) === process && record.state === 'sending' && isFor(record, uid),
    );
    if (leased) this.#attemptOf.set(accepted, attemptName(leased[0], leased[1].record));
    else this.#failures.push(`${accepted.device} got the push without a lease`);
  }

  /** Runs an event or a task. The platform repeats it until `done` is called. */
  #start(index: number, run: (process: Process) => Promise<void>, done = () => {}): void {
    const at = index % this.#instances.length;
    if (this.#instances[at]?.isAlive() !== true) this.kill(at);
    const process = this.#instances[at];
    assert.ok(process);
    run(process).then(done, (error) => {
      if (!/is broken/.test(String(error))) this.#failures.push(String(error.stack));
    });
  }

  event(index = this.world.writes): void {
    const done = () => {
      this.#acknowledged = true;
    };
    this.#start(index, (process) => this.world.event(process), done);
  }

  task(index: number): void {
    const due = this.world.dueTasks();
    const task = due[index % due.length];
    if (task) this.#start(index, (process) => this.world.task(process, task));
  }

  /** Starts or ends calls of ports, in the order of the scheduler. */
  async run(calls: number): Promise<void> {
    for (let i = 0; i < calls; i += 1) {
      // After this, the calls that follow from the last one have started.
      if (this.#scheduler.count() === 0) await new Promise(setImmediate);
      if (this.#scheduler.count() === 0) return;
      await this.#scheduler.waitOne();
    }
  }

  /** An operator replays expired pushes. */
  replay(): void {
    for (const [id, { record, version }] of this.world.records) {
      const replayed = replay(record, this.world.now, LIMITS);
      if (replayed === undefined) continue;
      this.world.records.set(id, { record: replayed, version: { ...version, seconds: -1 } });
      const at = replayed.nextAttemptAt ?? this.world.now;
      this.world.tasks.set(`replay ${id} ${at}`, { id, at, done: false });
    }
  }

  kill(index: number): void {
    const at = index % this.#instances.length;
    this.#instances[at]?.kill();
    this.#instances[at] = this.#instance(CLOCKS_MS[at] ?? 0);
  }

  freeze(index: number): void {
    const process = this.#instances[index % this.#instances.length];
    if (process && !this.#frozen.has(process)) this.#frozen.set(process, Promise.withResolvers());
  }

  thaw(index: number): void {
    const process = this.#instances[index % this.#instances.length];
    if (process === undefined) return;
    this.#frozen.get(process)?.resolve();
    this.#frozen.delete(process);
  }

  /** An instance stops after some calls, while others continue. */
  async stall(index: number, calls: number, ms: number): Promise<void> {
    await this.run(calls);
    this.freeze(index);
    this.world.now += ms;
    this.event(index + 1);
    this.task(index + 1);
    await this.run(2 * calls);
    this.thaw(index);
  }

  pass(ms: number): void {
    this.world.now += ms;
  }

  growOld(): void {
    this.pass(LIMITS.maxAgeMs);
    this.#isOld = true;
  }

  unfollow(uid: string): void {
    this.world.documents.delete(following(uid));
    this.#steady.delete(uid);
  }

  delete(path: string): void {
    this.world.documents.delete(path);
    if (path === COMMENT) this.#steady.clear();
  }

  block(uid: string): void {
    this.world.blocks.add(`${uid}/${AUTHOR}`);
    this.#steady.delete(uid);
  }

  read(uid: string): void {
    for (const [key, entry] of this.world.inboxes) {
      if (!key.startsWith(`${uid}/`)) continue;
      this.world.inboxes.set(key, { ...entry, read: true });
      this.#read.add(key);
      this.#steady.delete(uid);
    }
  }

  /** Nothing fails any more, and the platform repeats events and tasks until all are done. */
  async end(): Promise<void> {
    this.#fates.length = 0;
    for (const at of this.#instances.keys()) this.thaw(at);
    this.answer([OK]);
    for (let round = 0; round < 100; round += 1) {
      await this.run(Number.POSITIVE_INFINITY);
      const due = this.world.dueTasks();
      const left = [...this.world.tasks.values()].filter((each) => !each.done);
      if (this.#acknowledged && left.length === 0) return;
      if (!this.#acknowledged) this.event(round);
      for (const [i] of due.entries()) this.task(i);
      await this.run(Number.POSITIVE_INFINITY);
      this.world.now += 30_000;
    }
    const { now, tasks, records } = this.world;
    assert.fail(`never ends: ${JSON.stringify([now, [...tasks.values()], [...records.values()]])}`);
  }

  check(): void {
    assert.deepEqual(this.#failures, []);
    const { records, accepted, inboxes } = this.world;
    const expired = new Set<string>();
    for (const { record } of records.values()) {
      assert.match(record.state, /^(done|skipped)$/);
      assert.equal(record.pending?.length ?? 0, 0);
      for (const each of record.expired ?? []) expired.add(each.deviceId);
    }
    const reached = new Set(accepted.map(({ device }) => device));
    for (const uid of this.#steady) {
      if (uid === DEAD || (this.#isOld && expired.has(uid))) continue;
      assert.ok(reached.has(tokenOf(uid)), `${uid} got no push`);
    }
    assert.ok(!reached.has(tokenOf(AUTHOR)), 'the author got a push');
    const lost = accepted.filter((each) => !this.#recorded.has(each) && each.isAnswered);
    for (const [attempt, each] of Map.groupBy(lost, (one) => this.#attemptOf.get(one))) {
      assert.ok(each.length <= LIMITS.roundSize, `${attempt} lost more than a round`);
    }
    for (const [key, { count, read }] of inboxes) {
      assert.equal(count, 1, `${key} counts one event twice`);
      assert.ok(read || !this.#read.has(key), `${key} counts an event again that was read`);
    }
  }
}

/** Returns whether a user is in a page's audience. */
function isFor({ page, named = [], after = '', upTo = '' }: DeliveryRecord, uid: string): boolean {
  if (named.some((each) => each.uid === uid)) return page === 1;
  return after < uid && uid <= upTo;
}

const attemptName = (id: string, { attempt }: DeliveryRecord) => `attempt ${attempt} of ${id}`;

/** A step with its argument. A failed test prints both. */
const step = <T>(
  weight: number,
  name: string,
  argument: fc.Arbitrary<T>,
  take: (story: Story, argument: T) => void | Promise<void>,
) => ({
  weight,
  arbitrary: argument.map((value) => ({ name, value, take: (story: Story) => take(story, value) })),
});
const index = fc.nat({ max: 9 });
const uid = fc.constantFrom(...PEOPLE);
const none = fc.constant(undefined);
const answers = fc.array(fc.constantFrom(OK, DOWN), { minLength: 1, maxLength: 4 });
const stall = {
  at: index,
  calls: fc.nat({ max: 20 }),
  ms: fc.integer({ min: 40_000, max: 100_000 }),
};

const steps = fc.oneof(
  step(10, 'run calls', upTo(40), (story, calls) => story.run(calls)),
  step(6, 'run a task', index, (story, at) => story.task(at)),
  step(3, 'repeat the event', none, (story) => story.event()),
  step(3, 'let time pass', upTo(100_000), (story, ms) => story.pass(ms)),
  step(2, 'kill', index, (story, at) => story.kill(at)),
  step(4, 'freeze', index, (story, at) => story.freeze(at)),
  step(2, 'thaw', index, (story, at) => story.thaw(at)),
  step(4, 'stall', fc.record(stall), (story, { at, calls, ms }) => story.stall(at, calls, ms)),
  step(2, 'answer', answers, (story, each) => story.answer(each)),
  step(2, 'follow', uid, ({ world }, each) => void world.documents.set(following(each), {})),
  step(1, 'unfollow', uid, (story, each) => story.unfollow(each)),
  step(1, 'block', uid, (story, each) => story.block(each)),
  step(1, 'read', uid, (story, each) => story.read(each)),
  step(1, 'delete', fc.constantFrom(PARENT, PARENT, COMMENT), (story, path) => story.delete(path)),
  step(1, 'replay', none, (story) => story.replay()),
  step(1, 'grow old', none, (story) => story.growOld()),
);

describe('An event, in any order of steps', () => {
  it('is sent once to each device, to everybody who follows throughout, for one reason, and ends', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fate, { maxLength: 60, size: 'max' }),
        fc.array(steps, { maxLength: 60, size: 'max' }),
        async (scheduler, fates, taken) => {
          const story = new Story(scheduler, fates);
          story.event();
          for (const { take } of taken) await take(story);
          await story.end();
          story.check();
        },
      ),
      { numRuns: STORIES },
    );
  });
});
