import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as params from '../../functions/src/config/params.ts';
import { startFcmEmulator } from '../../packages/fcm-emulator/src/index.ts';
import type { Charges } from './charges.ts';
import { countCharges } from './firestore-charges.ts';

/** A deployed function, which is called with what its trigger gives it. */
interface Runnable {
  run(event: unknown): unknown;
}

export type Database = ReturnType<
  typeof import('../../functions/src/triggers/instance.ts').firestore
>;

/** As `triggers/tasks.ts` adds it, with the time as the SDK has it. */
export interface EnqueuedTask {
  readonly queue: string;
  readonly id: string;
  readonly data: unknown;
  readonly scheduleTime: Date;
}

/** Functions in this process. */
interface LoadedFunctions {
  readonly db: Database;
  run(name: string, event: unknown): Promise<void>;
}

export interface Metered {
  readonly db: Database;
  /** Runs one function. A task that it adds waits for `dispatch`. */
  call(name: string, event: unknown): Promise<Charges>;
  /** Runs the task that has waited longest, or returns undefined if none waits. */
  dispatch(): Promise<Charges | undefined>;
}

export const SAMPLE = join(import.meta.dirname, 'sample-function.cjs');

/** Loads packages as the functions do. */
export const requireAsFunction = createRequire(
  new URL('../../functions/package.json', import.meta.url),
);

/** Each write of an existing entry runs `onNotificationRead`. */
const INBOX_ENTRY = /\/users\/[^/]+\/notifications\/[^/]+$/;

/** Loads the real functions. The environment gives the params and says where FCM is. */
export async function loadFunctions(
  enqueue: (task: EnqueuedTask) => void,
): Promise<LoadedFunctions> {
  for (const { name, options } of Object.values(params)) {
    process.env[name] ??= String(options.default);
  }
  // Imported here, because they read the environment when they load.
  const { firestore } = await import('../../functions/src/triggers/instance.ts');
  const functions: Readonly<Record<string, Runnable | undefined>> = await import(
    '../../functions/src/index.ts'
  );
  const db = firestore();
  takeTasks(enqueue);
  return {
    db,
    async run(name, event) {
      const named = functions[name];
      if (named === undefined) throw new TypeError(`there is no function ${name}`);
      await named.run(event);
    },
  };
}

/** The real functions, with an FCM emulator of their own. */
export async function meterFunctions(): Promise<Metered> {
  const fcm = await startFcmEmulator({ port: 0, host: '127.0.0.1', strict: false });
  process.env.FCM_EMULATOR_HOST = new URL(fcm.origin).host;
  const waiting: EnqueuedTask[] = [];
  return meter(await loadFunctions((task) => waiting.push(task)), waiting);
}

/** The sample function, whatever name it is called by. FCM accepts everything. */
export function meterSample(): Metered {
  const { notifyOfComment } = requireAsFunction(SAMPLE);
  const { getMessaging }: typeof import('firebase-admin/messaging') = requireAsFunction(
    'firebase-admin/messaging',
  );
  getMessaging().sendEach = async (messages) => {
    const responses = messages.map(() => ({ success: true }));
    return { responses, successCount: messages.length, failureCount: 0 };
  };
  const db: Database = requireAsFunction('firebase-admin/firestore').getFirestore();
  return meter({ db, run: async (_name, event) => notifyOfComment.run(event) }, []);
}

function meter({ db, run }: LoadedFunctions, waiting: EnqueuedTask[]): Metered {
  const counted = countCharges(db);

  async function call(name: string, event: unknown): Promise<Charges> {
    const before = { ...counted, rewritten: counted.rewritten.length, tasks: waiting.length };
    await run(name, event);
    const entries = counted.rewritten.slice(before.rewritten).filter((it) => INBOX_ENTRY.test(it));
    return {
      reads: counted.reads - before.reads,
      writes: counted.writes - before.writes,
      deletes: counted.deletes - before.deletes,
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

/** Takes the tasks of every app that the functions have by now. */
function takeTasks(take: (task: EnqueuedTask) => void): void {
  const { getApps }: typeof import('firebase-admin/app') = requireAsFunction('firebase-admin/app');
  const { getFunctions }: typeof import('firebase-admin/functions') = requireAsFunction(
    'firebase-admin/functions',
  );
  for (const app of getApps()) {
    getFunctions(app).taskQueue = (name) =>
      Object.assign(Object.create(null), {
        enqueue: async (data: unknown, options: Pick<EnqueuedTask, 'id' | 'scheduleTime'>) =>
          take({ ...options, queue: name.split('/').at(-1) ?? name, data }),
      });
  }
}
