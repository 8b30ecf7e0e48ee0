import { setTimeout as pause } from 'node:timers/promises';

/** Events and tasks that an instance takes at once, as `global-options.ts` says. */
const CONCURRENCY = 80;
/** Least time after which an event or task whose run failed is tried again, ms. */
const BACK_OFF_MS = { event: 10_000, task: 2_000 };
/** Whatever fails so often fails for another reason than the load. */
const MAX_TRIES = 6;

/** An instance of the functions under load: it runs so many at once, and again what failed. */
export class Instance {
  #free = CONCURRENCY;
  readonly #waiting: (() => void)[] = [];
  retries = 0;

  async run(kind: keyof typeof BACK_OFF_MS, once: () => Promise<unknown>): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#inSlot(once);
      } catch (error) {
        if (tries === MAX_TRIES) throw error;
        this.retries += 1;
        await pause(BACK_OFF_MS[kind]);
      }
    }
  }

  async #inSlot(once: () => Promise<unknown>): Promise<void> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free -= 1;
    try {
      await once();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
