import { HttpsError } from 'firebase-functions/https';
import { RetryLater } from '../delivery/deliver.ts';
import type { Log } from '../log-events.ts';
import { log as writeLine } from './log.ts';

/**
 * Runs the work of a function. What it throws has a line in the log that the alarms know, and is
 * thrown on in a form of which the platform logs no stack trace: an attempt that has to come again
 * later is normal. A refusal of a callable goes through as it is.
 */
export async function reportingFailures<T>(
  work: () => Promise<T>,
  log: Log = writeLine,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HttpsError) throw error;
    if (error instanceof RetryLater) {
      log('delivery.retry_later', { reason: error.message });
      throw withoutStack(new HttpsError('unavailable', error.message));
    }
    const stack = error instanceof Error ? error.stack : undefined;
    log('function.failed', { error: String(error), stack_trace: stack });
    throw withoutStack(new HttpsError('internal', 'INTERNAL'));
  }
}

/** What of an error that an event's function throws is printed is its stack. */
function withoutStack(error: Error): Error {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
