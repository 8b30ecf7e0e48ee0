import type { App } from 'firebase-admin/app';
import { getFunctions } from 'firebase-admin/functions';

export interface Task {
  /** Name of the queue's function. */
  readonly queue: string;
  /** No two tasks of one queue have the same, for hours after they have ended. */
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Ms since the epoch. */
  readonly at: number;
}

/** The task by which a delivery goes on after its attempt of that number. */
export function retryTask(delivery: string, attempt: number, at: number): Task {
  return { queue: 'retryDelivery', id: `${delivery}-${attempt}`, data: { delivery }, at };
}

/** A task of that id that was there already is fine. */
export async function addTask(
  app: App,
  region: string,
  { queue, id, data, at }: Task,
): Promise<void> {
  try {
    await getFunctions(app)
      .taskQueue(`locations/${region}/functions/${queue}`)
      .enqueue(data, { id, scheduleTime: new Date(at) });
  } catch (error) {
    if (!isTaskAlreadyExists(error)) throw error;
  }
}

function isTaskAlreadyExists(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && error.code === 'functions/task-already-exists'
  );
}
