import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { NODE_OPTIONS } from '../../functions/src/config/params.ts';
import { type LimitedProgram, limitMemory } from '../../tools/metering/memory-limit.ts';
import type { EnqueuedTask } from '../../tools/metering/metered-functions.ts';
import type { Scenario } from '../../tools/metering/scenario.ts';

/** What an instance runs: the event of a comment, or a task. */
export type Work =
  | { readonly comment: Scenario & { readonly text: string } }
  | { readonly task: EnqueuedTask };

/** Usage since the start of the process. */
export interface Usage {
  readonly reads: number;
  readonly writes: number;
  readonly cpuMs: number;
  /** The maximum memory at any time. */
  readonly rssMb: number;
}

export type Request = { readonly id: number; readonly work: Work } | 'usage';

/** The first answer is the usage at the start. */
export type Answer =
  | { readonly usage: Usage }
  | { readonly enqueue: EnqueuedTask }
  | { readonly ended: number; readonly isDone: boolean };

export interface InstanceTask {
  readonly fcmPort: number;
  readonly isSample: boolean;
}

interface InstanceOptions {
  readonly task: InstanceTask;
  readonly env: NodeJS.ProcessEnv;
  enqueue(task: EnqueuedTask): void;
}

const PROCESS = join(import.meta.dirname, 'instance-process.ts');
/** The same as in `function-options.ts`. The sample needs more, so it has no limit. */
const MEMORY_MB = 256;
/** Concurrent events of an instance, as in `function-options.ts`. */
const EVENTS_AT_ONCE = 80;

/** An instance of the functions, in a separate process. */
export class Instance {
  readonly #process: ChildProcess;
  readonly #program: LimitedProgram | undefined;
  readonly #underWay = new Map<number, (isDone: boolean) => void>();
  readonly #waiting: (() => void)[] = [];
  #begun = 0;
  #isEnding = false;

  private constructor({ task, env, enqueue }: InstanceOptions) {
    const args = [PROCESS, JSON.stringify(task)];
    this.#program = task.isSample ? undefined : limitMemory(MEMORY_MB, args);
    const [command, ...rest] = this.#program?.command ?? [process.execPath, ...args];
    // The value of a deployment, unless the caller compares it with another one.
    const nodeOptions = task.isSample ? '' : NODE_OPTIONS.value();
    this.#process = spawn(command, rest, {
      env: { ...process.env, ...env, NODE_OPTIONS: nodeOptions },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // Preserves the times of tasks.
      serialization: 'advanced',
    });
    this.#process.on('message', (answer: Answer) => {
      if ('enqueue' in answer) enqueue(answer.enqueue);
      if ('ended' in answer) this.#underWay.get(answer.ended)?.(answer.isDone);
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

  /** Call it only while nothing runs. */
  async usage(): Promise<Usage> {
    this.#process.send('usage' satisfies Request);
    const [{ usage }] = await once(this.#process, 'message');
    return usage;
  }

  /** Returns whether the function ended without an error. */
  async run(work: Work): Promise<boolean> {
    while (this.#underWay.size >= EVENTS_AT_ONCE) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#begun += 1;
    const id = this.#begun;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#underWay.set(id, resolve);
    this.#process.send({ id, work } satisfies Request);
    const isDone = await promise;
    this.#underWay.delete(id);
    this.#waiting.shift()?.();
    return isDone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    const exited = once(this.#process, 'exit');
    this.#process.disconnect();
    await exited;
    this.#program?.[Symbol.dispose]();
  }
}
