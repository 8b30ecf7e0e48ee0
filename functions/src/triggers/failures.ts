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
 * thrown on in a form of which the platform says nothing of its own: there is no other way to ask for
 * an event again. Cloud Tasks slows a whole queue down at 429 and 503, so a task answers neither. A
 * refusal of a callable goes through as it is.
 */
export async function reportingFailures<T>(work: () => Promise<T>, write: Log = log): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HttpsError) throw error;
    // 409, since Cloud Tasks slows a queue down whose tasks answer 429 or 503.
    if (error instanceof ComeBackLater)
      throw unremarkable(new HttpsError('aborted', error.message));
    const stack = error instanceof Error ? error.stack : undefined;
    write('function.failed', { error: String(error), stack_trace: stack });
    throw unremarkable(new HttpsError('internal', 'INTERNAL'));
  }
}

/**
 * Of an error that an event's function throws, functions-framework prints the stack, whatever that
 * is. Cloud Logging takes this one for a line of the lowest severity.
 */
function unremarkable(error: Error): Error {
  const message = `${error.message}: thrown to be tried again, as the line before says`;
  error.stack = JSON.stringify({ severity: 'DEBUG', message });
  return error;
}
