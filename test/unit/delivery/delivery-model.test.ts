import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deliver, RetryLater, resume } from '../../../functions/src/delivery/deliver.ts';
import type { RetryPlan } from '../../../functions/src/delivery/plan.ts';
import { keyOf } from '../../../functions/src/delivery/record.ts';
import type { Push } from '../../../functions/src/fcm/message.ts';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';
import { replayDelivery } from '../../../tools/push/replay-delivery.ts';
import { DOWN, LIMITS, OK, type PortName, pushTo, UNREGISTERED, World } from './world.ts';

/** Runs of the model; each is a story of up to thirty steps, about a millisecond. */
const RUNS = 500;

/** Longest step of time but for the one past everything, ms. */
const MOMENT_MS = 100_000;

const BROKEN: Answer = { status: 401, body: '' };
const BUSY: Answer = { status: 429, body: '', retryAfter: '30' };
const MISMATCH: Answer = {
  status: 403,
  body: JSON.stringify({ error: { details: [{ errorCode: 'SENDER_ID_MISMATCH' }] } }),
};

type Step =
  | { readonly do: 'event' }
  | { readonly do: 'eventTwice' }
  | { readonly do: 'task' }
  | { readonly do: 'die'; readonly atSend: number; readonly by: 'event' | 'task' }
  | { readonly do: 'replay' }
  | { readonly do: 'replayTwice' }
  | { readonly do: 'pass'; readonly ms: number }
  /** A person wants their push no earlier. */
  | { readonly do: 'postpone'; readonly ms: number }
  | { readonly do: 'weather'; readonly answers: readonly Answer[] }
  | { readonly do: 'break'; readonly port: PortName };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>({ do: 'event' }),
  fc.constant<Step>({ do: 'eventTwice' }),
  fc.constant<Step>({ do: 'task' }),
  fc.constant<Step>({ do: 'replay' }),
  fc.constant<Step>({ do: 'replayTwice' }),
  // Past the time of every push that is pending.
  fc.constant<Step>({ do: 'pass', ms: LIMITS.maxAgeMs }),
  fc.record({
    do: fc.constant('die' as const),
    atSend: fc.integer({ min: 1, max: 4 }),
    by: fc.constantFrom('event' as const, 'task' as const),
  }),
  fc.record({
    do: fc.constantFrom('pass' as const, 'postpone' as const),
    ms: fc.integer({ min: 1_000, max: MOMENT_MS }),
  }),
  fc.record({
    do: fc.constant('weather' as const),
    answers: fc.array(fc.constantFrom(OK, DOWN, BUSY, BROKEN), { minLength: 1, maxLength: 5 }),
  }),
  fc.record({
    do: fc.constant('break' as const),
    port: fc.constantFrom<PortName>(
      'create',
      'read',
      'replace',
      'scheduleRetry',
      'forget',
      'compose',
      'tell',
    ),
  }),
);

/** The simple model beside the real thing: what each device is, and what deaths may repeat. */
class Story {
  readonly world = new World();
  readonly pushes: Push[];
  readonly #dead = new Set(['token-of-d0']);
  readonly #foreign = new Set(['token-of-d1']);
  /** Accepted by FCM in a process that died before it could write that down. */
  mayRepeat = 0;
  /** The event worked once: it may come again, but nothing may depend on that. */
  #acknowledged = false;
  /** The operator is told, and repeats it. */
  #replayFailed = false;

  /** The last device’s person wants nothing before. */
  #notBefore = 0;

  readonly undoMs: number | undefined;

  constructor(devices: number, undoMs: number | undefined) {
    this.undoMs = undoMs;
    this.pushes = Array.from({ length: devices }, (_, i) => pushTo(`d${i}`));
    // The one whose only device is dead.
    this.pushes[0] = { ...pushTo('d0'), uid: 'sora' };
    this.weather([OK, DOWN]);
  }

  weather(answers: readonly Answer[]): void {
    let turn = 0;
    this.world.fcm = (device) => {
      turn += 1;
      const { now } = this.world;
      assert.ok(now >= 1_000_000 + (this.undoMs ?? 0), 'sent within the undo window');
      if (device === `token-of-d${this.pushes.length - 1}`) assert.ok(now >= this.#notBefore);
      const answer = answers[turn % answers.length] ?? OK;
      if (answer !== OK) return answer;
      if (this.#dead.has(device)) return UNREGISTERED;
      return this.#foreign.has(device) ? MISMATCH : OK;
    };
  }

  async event(process = this.world.process()): Promise<void> {
    const delivery = { id: 'x', about: {}, createdAt: 1_000_000 };
    const { retry, onUnreached } = this.#plan(process);
    const first = () => process.compose(this.#composed());
    const notBefore = this.undoMs === undefined ? {} : { notBefore: 1_000_000 + this.undoMs };
    const run = deliver(delivery, { first, retry, onUnreached, ...notBefore }, process.ports);
    if (await expectFailure(run)) this.#acknowledged = true;
  }

  #composed(): Push[] {
    const notBefore = this.#notBefore;
    return this.pushes.map((push, i) =>
      i === this.pushes.length - 1 ? { ...push, notBefore } : push,
    );
  }

  #plan(process: ReturnType<World['process']>): Required<RetryPlan> {
    return { retry: () => process.compose(this.#composed()), onUnreached: process.tell };
  }

  postpone(ms: number): void {
    this.#notBefore = this.world.now + ms;
  }

  async task(process = this.world.process()): Promise<void> {
    const due = [...this.world.tasks.values()].find(
      (each) => !each.done && each.at <= this.world.now,
    );
    if (due === undefined) return;
    const worked = await expectFailure(
      resume(due.id, () => this.#plan(process), process.ports, 'task'),
    );
    if (worked) due.done = true;
  }

  async replay(): Promise<void> {
    const replayed = replayDelivery('x', this.world.process().ports).then(() => {});
    if (!(await expectFailure(replayed))) this.#replayFailed = true;
  }

  async die(atSend: number, by: 'event' | 'task'): Promise<void> {
    const before = this.#accepts();
    const process = this.world.process(atSend);
    await Promise.race([
      this[by](process),
      process.death.then(() => {
        this.mayRepeat += this.#accepts() - before;
      }),
    ]);
  }

  #accepts(): number {
    return this.world.accepted.values().reduce((sum, times) => sum + times, 0);
  }

  /** FCM is well, nothing breaks, and what the platform retries comes until nothing is pending. */
  async end(): Promise<void> {
    this.weather([OK]);
    this.world.broken.length = 0;
    for (let round = 0; round < 20; round += 1) {
      if (!this.#acknowledged) await this.event();
      if (this.#replayFailed) {
        this.#replayFailed = false;
        await this.replay();
      }
      await this.task();
      if (this.world.records.get('x')?.record.state === 'done') return;
      this.world.now += LIMITS.leaseMs;
    }
    assert.fail('the delivery never ends');
  }

  check(): void {
    const { accepted, forgotten, told, now } = this.world;
    const { counts = {}, expired = [] } = this.world.records.get('x')?.record ?? {};
    // Who puts a push off for a second time beyond its age has none.
    const inTime = now < 1_000_000 + LIMITS.maxAgeMs - MOMENT_MS;
    const missed = new Set(expired.map(keyOf));
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    assert.equal(total, this.pushes.length, 'each device ends once');
    if (inTime) assert.equal(missed.size, 0);
    assert.equal(counts.expired ?? 0, missed.size, 'each that has expired is known by name');
    for (const push of this.pushes.slice(2)) {
      const times = 'token' in push.target ? (accepted.get(push.target.token) ?? 0) : 0;
      if (!missed.has(keyOf(push))) assert.ok(times >= 1, 'a live device got nothing');
    }
    const repeated = accepted.values().reduce((sum, times) => sum + times - 1, 0);
    assert.ok(repeated <= this.mayRepeat, `${repeated} repeated, ${this.mayRepeat} were in flight`);
    assert.ok(
      forgotten.every((key) => key === 'sora/d0'),
      'a live device was removed',
    );
    if (!missed.has('sora/d0')) assert.ok(forgotten.length >= 1, 'the dead device was not removed');
    assert.ok(told.includes('sora'), 'nobody was told that she has no device left');
    if (inTime) assert.ok(!told.includes('mina'), 'she has been reached');
  }
}

/** Answers whether it worked; a failure must be one that is retried. */
async function expectFailure(run: Promise<void>): Promise<boolean> {
  try {
    await run;
    return true;
  } catch (error) {
    assert.ok(error instanceof RetryLater || /is broken/.test(String(error)), String(error));
    return false;
  }
}

async function tell(story: Story, each: Step): Promise<void> {
  switch (each.do) {
    case 'event':
      return story.event();
    case 'eventTwice':
      await Promise.all([story.event(), story.event()]);
      return;
    case 'task':
      return story.task();
    case 'replay':
      return story.replay();
    case 'replayTwice':
      await Promise.all([story.replay(), story.replay()]);
      return;
    case 'die':
      return story.die(each.atSend, each.by);
    case 'pass':
      story.world.now += each.ms;
      return;
    case 'postpone':
      return story.postpone(each.ms);
    case 'weather':
      return story.weather(each.answers);
    case 'break':
      story.world.broken.push(each.port);
  }
}

describe('A delivery, in whatever order things happen', () => {
  it('reaches each live device in time or replayed, repeats only what a death had in flight, removes only the dead', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 3, max: 6 }),
        fc.option(fc.integer({ min: 1, max: MOMENT_MS }), { nil: undefined }),
        fc.array(step, { maxLength: 30, size: 'max' }),
        async (devices, undoMs, steps) => {
          const story = new Story(devices, undoMs);
          for (const each of steps) await tell(story, each);
          await story.end();
          story.check();
        },
      ),
      { numRuns: RUNS },
    );
  });
});
