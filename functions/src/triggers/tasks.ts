import type { App } from 'firebase-admin/app';
import { getFunctions } from 'firebase-admin/functions';
import { deployedName } from '../config/environment.ts';
import { type Page, pageId } from '../delivery/page.ts';

/** Cloud Tasks keeps a task for 30 days. For a later time, the task comes once in between. */
const LONGEST_WAIT_MS = 29 * 24 * 60 * 60_000;

export interface PageTask {
  readonly page: Page;
}

/** Continues a delivery, not before `at`. */
export interface RetryTask {
  readonly delivery: string;
  readonly at: number;
}

export interface Task {
  readonly queue: 'deliverFollowers' | 'retryDelivery';
  /** Unique in its queue, for hours after the task has ended. */
  readonly id: string;
  readonly data: PageTask | RetryTask;
  readonly at: number;
}

export function pageTask(page: Page, at: number): Task {
  return { queue: 'deliverFollowers', id: pageId(page), data: { page }, at };
}

/**
 * Returns the task that continues a delivery after an attempt.
 *
 * @param attempt number of the attempt, so that each attempt has its own task
 * @param time when to continue, in milliseconds since the epoch
 */
export function retryTask(delivery: string, attempt: number, time: number, now: number): Task {
  const at = Math.min(time, now + LONGEST_WAIT_MS);
  const id = `${delivery}-${attempt}-${at}`;
  return { queue: 'retryDelivery', id, data: { delivery, at }, at };
}

/**
 * Adds a task. It is not an error if the task exists already. The scope is `global`, because the
 * name is complete. With the SDK's own scope for kits, a task would carry an identity that expires
 * after an hour, and a push is retried for longer.
 */
export async function addTask(
  app: App,
  { region, kit }: { readonly region: string; readonly kit?: string },
  { queue, id, data, at }: Task,
): Promise<void> {
  const path = `locations/${region}/functions/${deployedName(queue, kit)}`;
  try {
    const scheduleTime = new Date(at);
    await getFunctions(app)
      .taskQueue(path, { scope: 'global' })
      .enqueue(data, { id, scheduleTime });
  } catch (error) {
    if (Object(error).code !== 'functions/task-already-exists') throw error;
  }
}
