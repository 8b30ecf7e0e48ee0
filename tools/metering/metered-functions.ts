import { createRequire } from 'node:module';
import * as params from '../../functions/src/config/params.ts';
import { startFcmEmulator } from '../../packages/fcm-emulator/src/index.ts';
import type { Charges } from './charges.ts';
import { countCharges } from './firestore-charges.ts';

/** A deployed function as it is called here: by what its trigger hands to it. */
interface Runnable {
  run(event: unknown): unknown;
}

export type Database = ReturnType<
  typeof import('../../functions/src/triggers/instance.ts').firestore
>;

export interface Metered {
  readonly db: Database;
  /** Runs one function. A task that it enqueues waits for `dispatch`. */
  call(name: string, event: unknown): Promise<Charges>;
  /** Runs the task that has waited longest, or answers undefined where none waits. */
  dispatch(): Promise<Charges | undefined>;
}

/** As `triggers/tasks.ts` enqueues it, its time as the SDK has it. */
export interface EnqueuedTask {
  readonly queue: string;
  readonly id: string;
  readonly data: unknown;
  readonly scheduleTime: Date;
}

const requireAsFunction = createRequire(new URL('../../functions/package.json', import.meta.url));
/** `onNotificationRead` looks at each, whoever wrote it. */
const INBOX_ENTRY = /\/users\/[^/]+\/notifications\/[^/]+$/;

/**
 * The real functions in this process, with a queue of the caller's. Params and where FCM is are taken
 * from the environment, as always.
 */
export async function loadFunctions(enqueue: (task: EnqueuedTask) => void) {
  for (const { name, options } of Object.values(params)) {
    process.env[name] ??= String(options.default);
  }
  // They look for FCM as soon as they are loaded.
  const { firestore } = await import('../../functions/src/triggers/instance.ts');
  const functions: Readonly<Record<string, Runnable | undefined>> = await import(
    '../../functions/src/index.ts'
  );
  const db = firestore();
  takeTasks(enqueue);
  async function run(name: string, event: unknown): Promise<void> {
    const named = functions[name];
    if (named === undefined) throw new TypeError(`there is no function ${name}`);
    await named.run(event);
  }
  return { db, run };
}

/**
 * The real functions over a Firestore client that counts, an FCM emulator of their own, and a queue
 * that is a list.
 */
export async function meterFunctions(): Promise<Metered> {
  const fcm = await startFcmEmulator({ port: 0, host: '127.0.0.1', strict: false });
  const waiting: EnqueuedTask[] = [];
  process.env.FCM_EMULATOR_HOST = new URL(fcm.origin).host;
  const { db, run } = await loadFunctions((task) => waiting.push(task));
  const counted = countCharges(db);

  async function call(name: string, event: unknown): Promise<Charges> {
    const { reads, writes, deletes } = counted;
    const before = { rewritten: counted.rewritten.length, tasks: waiting.length };
    await run(name, event);
    const entries = counted.rewritten.slice(before.rewritten).filter((it) => INBOX_ENTRY.test(it));
    return {
      reads: counted.reads - reads,
      writes: counted.writes - writes,
      deletes: counted.deletes - deletes,
      invocations: 1 + entries.length,
      tasks: waiting.length - before.tasks,
    };
  }

  return {
    db,
    call,
    async dispatch() {
      const task = waiting.shift();
      return task && call(task.queue, { data: task.data });
    },
  };
}

/** From whichever app the functions have by now. */
function takeTasks(take: (task: EnqueuedTask) => void): void {
  const { getApps }: typeof import('firebase-admin/app') = requireAsFunction('firebase-admin/app');
  const { getFunctions }: typeof import('firebase-admin/functions') = requireAsFunction(
    'firebase-admin/functions',
  );
  for (const app of getApps()) {
    getFunctions(app).taskQueue = (name) =>
      Object.assign(Object.create(null), {
        enqueue: async (
          data: unknown,
          { id, scheduleTime }: Omit<EnqueuedTask, 'queue' | 'data'>,
        ) => take({ queue: name.split('/').at(-1) ?? name, id, data, scheduleTime }),
      });
  }
}
