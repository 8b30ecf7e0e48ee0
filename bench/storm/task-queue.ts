import type { EnqueuedTask } from '../../tools/metering/metered-functions.ts';

export interface QueueLimits {
  readonly perSecond: number;
  readonly atOnce: number;
}

/** What may be made up for at once after ticks that came late: a fifth of a second, as Cloud Tasks has it. */
const BURST_S = 0.2;
const TICK_MS = 10;

/**
 * One queue in the place of Cloud Tasks: the task with the earliest time first, no more in a second
 * and at once than it may, and each name once.
 */
export class TaskQueue {
  readonly #run: (task: EnqueuedTask) => Promise<void>;
  readonly #limits: QueueLimits;
  readonly #waiting: EnqueuedTask[] = [];
  readonly #names = new Set<string>();
  #running = 0;
  #allowed = 0;
  #lastTickAt = performance.now();
  deepest = 0;

  constructor(run: (task: EnqueuedTask) => Promise<void>, limits: QueueLimits) {
    this.#run = run;
    this.#limits = limits;
    setInterval(() => this.#tick(), TICK_MS);
  }

  enqueue(task: EnqueuedTask): void {
    if (this.#names.has(task.id)) return;
    this.#names.add(task.id);
    this.#waiting.push(task);
    this.deepest = Math.max(this.deepest, this.#waiting.length);
  }

  get isIdle(): boolean {
    return this.#waiting.length + this.#running === 0;
  }

  #tick(): void {
    const { perSecond, atOnce } = this.#limits;
    const now = performance.now();
    const since = ((now - this.#lastTickAt) / 1000) * perSecond;
    this.#lastTickAt = now;
    this.#allowed = Math.min(this.#allowed + since, Math.max(1, BURST_S * perSecond));
    while (this.#allowed >= 1 && this.#running < atOnce && this.#dispatch()) this.#allowed -= 1;
  }

  #dispatch(): boolean {
    const next = this.#waiting.reduce<EnqueuedTask | undefined>(
      (first, each) => (first && first.scheduleTime <= each.scheduleTime ? first : each),
      undefined,
    );
    if (next === undefined || next.scheduleTime.getTime() > Date.now()) return false;
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    this.#running += 1;
    void this.#run(next).finally(() => {
      this.#running -= 1;
    });
    return true;
  }
}
