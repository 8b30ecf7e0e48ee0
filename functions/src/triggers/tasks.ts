import type { App } from 'firebase-admin/app';
import { getFunctions } from 'firebase-admin/functions';
import { deployedName } from '../config/environment.ts';
import { type Page, pageId } from '../delivery/page.ts';

/** Cloud Tasks holds a task for 30 days at most, ms: for a later time it comes once in between. */
const LONGEST_WAIT_MS = 29 * 24 * 60 * 60_000;

export interface Task {
  /** Name of the queue's function. */
  readonly queue: 'deliverFollowers' | 'retryDelivery';
  /** No two tasks of one queue have the same, for hours after they have ended. */
  readonly id: string;
  readonly data: PageTask | RetryTask;
  /** Ms since the epoch. */
  readonly at: number;
}

/** A page to begin. */
export interface PageTask {
  readonly page: Page;
}

/** A delivery to go on with, not before `at`, ms since the epoch. */
export interface RetryTask {
  readonly delivery: string;
  readonly at: number;
}

export function pageTask(page: Page, at: number): Task {
  return { queue: 'deliverFollowers', id: pageId(page), data: { page }, at };
}

/** The task by which a delivery goes on at a time after its attempt of that number. */
export function retryTask(delivery: string, attempt: number, time: number, now: number): Task {
  const at = Math.min(time, now + LONGEST_WAIT_MS);
  return {
    queue: 'retryDelivery',
    id: `${delivery}-${attempt}-${at}`,
    data: { delivery, at },
    at,
  };
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
