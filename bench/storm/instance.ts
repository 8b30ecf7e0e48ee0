import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { NODE_OPTIONS } from '../../functions/src/config/params.ts';
import { type LimitedProgram, limitMemory } from '../../tools/metering/memory-limit.ts';
import type { EnqueuedTask } from '../../tools/metering/metered-functions.ts';
import type { Answer, Usage, Work } from './instance-process.ts';

const PROCESS = join(import.meta.dirname, 'instance-process.ts');
/** As `function-options.ts` says. The sample, which does not live in it, has no limit. */
const MEMORY_MB = 256;
/** Events that an instance takes at once, as `function-options.ts` says. Tasks are the queue's to limit. */
const EVENTS_AT_ONCE = 80;

interface InstanceOptions {
  readonly fcmPort: number;
  readonly isSample: boolean;
  enqueue(task: EnqueuedTask): void;
}

/** An instance of the functions, a process of its own. */
export class Instance {
  readonly #process: ChildProcess;
  readonly #program: LimitedProgram | undefined;
  readonly #underWay = new Map<number, PromiseWithResolvers<void>>();
  readonly #waiting: (() => void)[] = [];
  #free = EVENTS_AT_ONCE;
  #asked = 0;
  #isEnding = false;

  private constructor({ fcmPort, isSample, enqueue }: InstanceOptions) {
    const args = [PROCESS, JSON.stringify({ fcmPort, isSample })];
    this.#program = isSample ? undefined : limitMemory(MEMORY_MB, args);
    const [command, ...rest] = this.#program?.command ?? [process.execPath, ...args];
    this.#process = spawn(command, rest, {
      env: {
        ...process.env,
        // As a deployment sets it, unless the caller compares it with another value.
        NODE_OPTIONS: isSample ? '' : NODE_OPTIONS.value(),
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    this.#process.on('message', (answer: Answer) => {
      if ('enqueue' in answer) enqueue(answer.enqueue);
      if ('ended' in answer) this.#end(answer);
    });
    this.#process.on('exit', (code, signal) => {
      if (!this.#isEnding) throw new Error(`an instance died: ${code ?? signal}`);
    });
  }

  static async start(options: InstanceOptions): Promise<Instance> {
    const instance = new Instance(options);
    await once(instance.#process, 'message');
    return instance;
  }

  /** Only while nothing is under way. */
  async usage(): Promise<Usage> {
    this.#process.send('usage');
    const [{ usage }] = await once(this.#process, 'message');
    return usage;
  }

  /** @throws what the function threw */
  async run(work: Work): Promise<void> {
    if ('task' in work) return this.#ask(work);
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free -= 1;
    try {
      await this.#ask(work);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }

  #ask(work: Work): Promise<void> {
    const ended = Promise.withResolvers<void>();
    this.#asked += 1;
    this.#underWay.set(this.#asked, ended);
    this.#process.send({ id: this.#asked, work });
    return ended.promise;
  }

  #end({ ended, error }: Extract<Answer, { ended: number }>): void {
    const asked = this.#underWay.get(ended);
    this.#underWay.delete(ended);
    if (error === undefined) asked?.resolve();
    else asked?.reject(new Error(error));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    const exited = once(this.#process, 'exit');
    this.#process.disconnect();
    await exited;
    this.#program?.[Symbol.dispose]();
  }
}
