import { logger } from 'firebase-functions';
import { HttpsError } from 'firebase-functions/https';
import { LOG_EVENTS, type Log } from '../log-events.ts';

/** A task that comes too early: its queue tries it again. */
export class ComeBackLater extends Error {}

const SEVERITIES = { info: 'INFO', warn: 'WARNING', error: 'ERROR' } as const;

/** Writes a structured line for Cloud Logging. */
export const log: Log = (event, fields) => {
  const { severity, ...rest } = LOG_EVENTS[event];
  const todo = 'todo' in rest ? { todo: rest.todo } : {};
  logger.write({ severity: SEVERITIES[severity], message: event, event, ...todo, ...fields });
};

/**
 * Runs the work of a function. What it throws has a line in the log that the alarms know, and is
 * thrown on in a form of which the platform logs no stack trace. A refusal of a callable goes through
 * as it is.
 */
export async function reportingFailures<T>(work: () => Promise<T>, write: Log = log): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HttpsError) throw error;
    // 409, since Cloud Tasks slows a queue down whose tasks answer 429 or 503.
    if (error instanceof ComeBackLater)
      throw withoutStack(new HttpsError('aborted', error.message));
    const stack = error instanceof Error ? error.stack : undefined;
    write('function.failed', { error: String(error), stack_trace: stack });
    throw withoutStack(new HttpsError('internal', 'INTERNAL'));
  }
}

/** What of an error that an event's function throws is printed is its stack. */
function withoutStack(error: Error): Error {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
