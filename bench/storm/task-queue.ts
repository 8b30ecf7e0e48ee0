import type { EnqueuedTask } from '../../test/e2e/cost/metered-functions.ts';

/** Of a queue whose limits are not set otherwise, as Cloud Tasks has it. */
const TASKS_PER_SECOND = 500;

/**
 * One queue in the place of Cloud Tasks: the task with the earliest time first, no more in a second
 * than it may, and each name once.
 */
export class TaskQueue {
  readonly #run: (task: EnqueuedTask) => Promise<void>;
  readonly #waiting: EnqueuedTask[] = [];
  readonly #names = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #running = 0;
  deepest = 0;

  constructor(run: (task: EnqueuedTask) => Promise<void>, perSecond = TASKS_PER_SECOND) {
    this.#run = run;
    this.#timer = setInterval(() => this.#dispatch(), 1000 / perSecond);
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

  close(): void {
    clearInterval(this.#timer);
  }

  #dispatch(): void {
    const next = this.#waiting.reduce<EnqueuedTask | undefined>(
      (first, each) => (first && first.scheduleTime <= each.scheduleTime ? first : each),
      undefined,
    );
    if (next === undefined || next.scheduleTime.getTime() > Date.now()) return;
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    this.#running += 1;
    void this.#run(next).finally(() => {
      this.#running -= 1;
    });
  }
}
