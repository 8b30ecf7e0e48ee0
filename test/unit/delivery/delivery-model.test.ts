import assert from 'node:assert/strict';
import fc, { type Scheduler } from 'fast-check';
import type { DeliveryRecord } from '../../../functions/src/delivery/record.ts';
import { replay } from '../../../functions/src/delivery/results.ts';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';
import {
  type Accepted,
  type Call,
  LIMITS as DEFAULT_LIMITS,
  DOWN,
  OK,
  type Process,
  type Task,
  tokenOf,
  UNREGISTERED,
  World,
} from './world.ts';

/** Stories that are told; each has up to sixty steps and some hundred calls of ports. */
const STORIES = 1_000;
/** Small, so that ten people make several pages and rounds. */
const LIMITS = { ...DEFAULT_LIMITS, pageSize: 3, roundSize: 2, peopleAtOnce: 8 };
/** Each instance has a clock of its own, ms ahead of the true time. */
const CLOCKS_MS = [0, 1_000, 500];

const COMMENT = 'posts/p/comments/c';
const PARENT = 'posts/p/comments/parent';
const FOLLOWERS = ['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'mina', 'rin'];
const AUTHOR = 'joon';
const PEOPLE = [...FOLLOWERS, 'noa', AUTHOR];
const DEAD = 'f6';

/** What befalls a call of a port. */
type Fate =
  | { readonly is: 'ok' | 'failsBefore' | 'failsAfter' | 'neverAnswers' | 'kills' }
  /** For so long, ms. */
  | { readonly is: 'slow'; readonly ms: number };

type Step =
  | { readonly do: 'event' | 'deleteParent' | 'replay' | 'grow old' }
  | { readonly do: 'task' | 'kill' | 'freeze' | 'thaw'; readonly index: number }
  /** So many calls of ports begin or end, in the order that the scheduler says. */
  | { readonly do: 'run'; readonly calls: number }
  | { readonly do: 'pass'; readonly ms: number }
  /** An instance stands still after so many calls, for so long, while others go on. */
  | { readonly do: 'stall'; readonly index: number; readonly calls: number; readonly ms: number }
  | { readonly do: 'follow' | 'unfollow' | 'block' | 'read'; readonly uid: string }
  | { readonly do: 'weather'; readonly answers: readonly Answer[] };

const upTo = (max: number) => fc.integer({ min: 1, max });
const one = <T extends string>(...names: T[]) => fc.constantFrom(...names);
const weighing = <T>(...some: readonly [weight: number, arbitrary: fc.Arbitrary<T>][]) =>
  fc.oneof(...some.map(([weight, arbitrary]) => ({ weight, arbitrary })));

const fate = weighing<Fate>(
  [12, fc.constant({ is: 'ok' })],
  [3, fc.record({ is: one('slow'), ms: upTo(90_000) })],
  [3, fc.record({ is: one('failsBefore', 'failsAfter', 'neverAnswers', 'kills') })],
);

const index = fc.nat({ max: 9 });
const stall = { index, calls: fc.nat({ max: 20 }), ms: fc.integer({ min: 40_000, max: 100_000 }) };
const answers = fc.array(fc.constantFrom(OK, DOWN), { minLength: 1, maxLength: 4 });
const uid = fc.constantFrom(...PEOPLE);
const step = weighing<Step>(
  [6, fc.record({ do: one('task'), index })],
  [10, fc.record({ do: one('run'), calls: upTo(40) })],
  [3, fc.record({ do: one('pass'), ms: upTo(100_000) })],
  [5, fc.record({ do: one('follow', 'unfollow', 'block', 'read'), uid })],
  [2, fc.record({ do: one('weather'), answers })],
  [8, fc.record({ do: one('kill', 'freeze', 'freeze', 'thaw'), index })],
  [4, fc.record({ do: one('stall'), ...stall })],
  [3, fc.constant({ do: 'event' })],
  [1, fc.record({ do: one('deleteParent', 'replay') })],
  [1, fc.constant({ do: 'grow old' })],
);

/** An event and what the platform does about it, on three instances, beside what must hold. */
class Story {
  readonly world = new World();
  readonly #scheduler: Scheduler;
  readonly #fates: Fate[];
  readonly #instances: Process[];
  /** Who follows and wants to hear from beginning to end. */
  readonly #steady = new Set(FOLLOWERS);
  /** FCM took these, and their record says so. */
  readonly #writtenDown = new Set<Accepted>();
  readonly #attemptOf = new Map<Accepted, string>();
  readonly #failures: string[] = [];
  readonly #read = new Set<string>();
  /** What the calls of an instance wait for that is frozen. */
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
    this.weather([OK]);
    this.#instances = CLOCKS_MS.map((ms) => this.#instance(ms));
  }

  weather(answers: readonly Answer[]): void {
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
      fate: (call) => this.#befall(call, process),
      onAccepted: (accepted) => this.#checkAccepted(accepted),
      onWritten: (id, record) => {
        if (record.pending === undefined) return;
        const pending = new Set(record.pending.map((each) => tokenOf(each.deviceId)));
        for (const each of this.world.accepted) {
          const isOurs = this.#attemptOf.get(each) === attemptName(id, record);
          if (isOurs && each.isAnswered && !pending.has(each.device)) this.#writtenDown.add(each);
        }
      },
    });
    return process;
  }

  async #befall(call: Call, process: Process): Promise<() => Promise<void>> {
    const take = async () => {
      do {
        await this.#frozen.get(process)?.promise;
        await this.#scheduler.schedule(Promise.resolve(), call);
      } while (this.#frozen.has(process));
    };
    await take();
    const next = this.#fates.shift() ?? { is: 'ok' };
    if (next.is === 'slow') this.world.now += next.ms;
    if (next.is === 'failsBefore') throw new Error(`${call} is broken`);
    return async () => {
      await take();
      if (next.is === 'kills') process.kill();
      if (next.is === 'neverAnswers') await new Promise(() => {});
      if (next.is === 'failsAfter') throw new Error(`${call} is broken`);
    };
  }

  #checkAccepted(accepted: Accepted): void {
    const earlier = this.world.accepted.filter((each) => each.device === accepted.device);
    for (const each of earlier) {
      if (each === accepted) continue;
      if (this.#writtenDown.has(each)) this.#failures.push(`${each.device} was pushed to twice`);
      if (each.type !== accepted.type) {
        this.#failures.push(`${each.device} hears for ${each.type} and ${accepted.type}`);
      }
    }
    const uid = accepted.device.replace(/^token-of-|-tablet$/g, '');
    const [owned] = [...this.world.records].filter(
      ([, { record, by }]) =>
        by === accepted.process && record.state === 'sending' && isFor(record, uid),
    );
    if (owned) this.#attemptOf.set(accepted, attemptName(owned[0], owned[1].record));
    else this.#failures.push(`${accepted.device} was pushed to without a lease`);
  }

  /** A run of an event or a task: what the platform does not hear the end of comes again. */
  #start(index: number, run: (process: Process) => Promise<void>, done: () => void): void {
    const at = index % this.#instances.length;
    if (this.#instances[at]?.isAlive() !== true) this.kill(at);
    const process = this.#instances[at];
    assert.ok(process);
    run(process).then(done, (error) => {
      if (!/is broken/.test(String(error))) this.#failures.push(String(error.stack));
    });
  }

  event(index = 0): void {
    const done = () => {
      this.#acknowledged = true;
    };
    this.#start(index, (process) => this.world.event(process, COMMENT), done);
  }

  task(index: number): void {
    const due = this.world.dueTasks();
    const task: Task | undefined = due[index % due.length];
    if (task)
      this.#start(
        index,
        (process) => this.world.task(process, task),
        () => {},
      );
  }

  async run(calls: number): Promise<void> {
    for (let i = 0; i < calls; i += 1) {
      // What follows from the last call is asked for by then.
      if (this.#scheduler.count() === 0) await new Promise(setImmediate);
      if (this.#scheduler.count() === 0) return;
      await this.#scheduler.waitOne();
    }
  }

  /** An operator has what expired sent again. */
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

  async stall(index: number, calls: number, ms: number): Promise<void> {
    await this.run(calls);
    this.freeze(index);
    this.world.now += ms;
    this.event(index + 1);
    this.task(index + 1);
    await this.run(2 * calls);
    this.thaw(index);
  }

  async step(each: Step): Promise<void> {
    const { documents, blocks, inboxes } = this.world;
    switch (each.do) {
      case 'event':
        return this.event(this.world.writes);
      case 'task':
        return this.task(each.index);
      case 'kill':
        return this.kill(each.index);
      case 'freeze':
        return this.freeze(each.index);
      case 'thaw':
        return this.thaw(each.index);
      case 'stall':
        return this.stall(each.index, each.calls, each.ms);
      case 'run':
        return this.run(each.calls);
      case 'replay':
        return this.replay();
      case 'pass':
        this.world.now += each.ms;
        return;
      case 'grow old':
        this.world.now += LIMITS.maxAgeMs;
        this.#isOld = true;
        return;
      case 'weather':
        return this.weather(each.answers);
      case 'deleteParent':
        documents.delete(PARENT);
        return;
      case 'follow':
        documents.set(`posts/p/followers/${each.uid}`, {});
        return;
      case 'unfollow':
        documents.delete(`posts/p/followers/${each.uid}`);
        this.#steady.delete(each.uid);
        return;
      case 'block':
        blocks.add(`${each.uid}/${AUTHOR}`);
        this.#steady.delete(each.uid);
        return;
      case 'read':
        for (const [key, entry] of inboxes) {
          if (!key.startsWith(`${each.uid}/`)) continue;
          inboxes.set(key, { ...entry, read: true });
          this.#read.add(key);
          this.#steady.delete(each.uid);
        }
    }
  }

  /** All is well, and what the platform retries comes until nothing is left to do. */
  async end(): Promise<void> {
    this.#fates.length = 0;
    for (const at of this.#instances.keys()) this.thaw(at);
    this.weather([OK]);
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
    assert.fail(
      `it never ends: ${JSON.stringify([now, [...tasks.values()], [...records.values()]])}`,
    );
  }

  check(): void {
    assert.deepEqual(this.#failures, []);
    const { records, accepted, inboxes } = this.world;
    const expired = new Set<string>();
    for (const { record } of records.values()) {
      assert.ok(
        record.state === 'done' || record.state === 'skipped',
        `a record is ${record.state}`,
      );
      assert.equal(record.pending?.length ?? 0, 0);
      for (const each of record.expired ?? []) expired.add(each.deviceId);
    }
    for (const uid of this.#steady) {
      if (uid === DEAD || (this.#isOld && expired.has(uid))) continue;
      assert.ok(
        accepted.some(({ device }) => device === tokenOf(uid)),
        `${uid} has heard nothing`,
      );
    }
    const lost = accepted.filter((each) => !this.#writtenDown.has(each) && each.isAnswered);
    for (const [attempt, each] of Map.groupBy(lost, (one) => this.#attemptOf.get(one))) {
      assert.ok(each.length <= LIMITS.roundSize, `${attempt} lost more than a round`);
    }
    for (const [key, { count, read }] of inboxes) {
      assert.equal(count, 1, `${key} counts one event twice`);
      assert.ok(read || !this.#read.has(key), `${key} counts an event anew that was read`);
    }
    assert.ok(!accepted.some(({ device }) => device === tokenOf(AUTHOR)), 'who wrote it hears');
  }
}

/** Whether somebody is of a page's audience. */
function isFor({ page, named = [], after = '', upTo = '' }: DeliveryRecord, uid: string): boolean {
  if (named.some((each) => each.uid === uid)) return page === 1;
  return after < uid && uid <= upTo;
}

const attemptName = (id: string, { attempt }: DeliveryRecord) => `attempt ${attempt} of ${id}`;

describe('An event, in whatever order things happen', () => {
  it('is pushed once to each device, to all who follow throughout, for one reason, and ends', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fate, { maxLength: 60, size: 'max' }),
        fc.array(step, { maxLength: 60, size: 'max' }),
        async (scheduler, fates, steps) => {
          const story = new Story(scheduler, fates);
          story.event();
          for (const each of steps) await story.step(each);
          await story.end();
          story.check();
        },
      ),
      { numRuns: STORIES },
    );
  });
});
