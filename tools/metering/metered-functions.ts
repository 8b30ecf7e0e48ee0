import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as params from '../../functions/src/config/params.ts';
import { startFcmEmulator } from '../../packages/fcm-emulator/src/index.ts';
import type { Charges } from './charges.ts';
import { countCharges } from './firestore-charges.ts';

/** A deployed function. It is called with what its trigger gives it. */
interface Runnable {
  run(event: unknown): unknown;
}

export type Database = ReturnType<
  typeof import('../../functions/src/triggers/instance.ts').firestore
>;

/** A task as `triggers/tasks.ts` adds it, with the time in the SDK's form. */
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
  /** Runs the oldest waiting task, or returns undefined if there is none. */
  dispatch(): Promise<Charges | undefined>;
}

export const SAMPLE = join(import.meta.dirname, 'sample-function.cjs');

/** Loads packages as the functions do. */
export const requireAsFunction = createRequire(
  new URL('../../functions/package.json', import.meta.url),
);

/** Each write of an existing entry runs `onNotificationRead`. */
const INBOX_ENTRY = /\/users\/[^/]+\/notifications\/[^/]+$/;

/** Loads the real functions. The environment gives the params and FCM's address. */
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

/** Loads the real functions, with a separate FCM emulator. */
export async function meterFunctions(): Promise<Metered> {
  const fcm = await startFcmEmulator({ port: 0, host: '127.0.0.1', strict: false });
  process.env.FCM_EMULATOR_HOST = new URL(fcm.origin).host;
  const waiting: EnqueuedTask[] = [];
  return meter(await loadFunctions((task) => waiting.push(task)), waiting);
}

/** Loads the sample function. It answers to any name, and FCM accepts everything. */
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

/** Replaces the queues of all apps that the functions have created so far. */
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
