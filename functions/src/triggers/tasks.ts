import type { App } from 'firebase-admin/app';
import { getFunctions } from 'firebase-admin/functions';
import { deployedName } from '../config/kit-instance.ts';

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

/** Where our functions are, and as which instance of the function kit, if any. */
export interface Whereabouts {
  readonly region: string;
  readonly kit?: string;
}

/**
 * A task of that id that was there already is fine. The name is whole, so `global`: what the SDK
 * adds a kit's name to carries an identity of an hour, and a push is retried for longer.
 */
export async function addTask(
  app: App,
  { region, kit }: Whereabouts,
  { queue, id, data, at }: Task,
): Promise<void> {
  try {
    await getFunctions(app)
      .taskQueue(`locations/${region}/functions/${deployedName(queue, kit)}`, { scope: 'global' })
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
