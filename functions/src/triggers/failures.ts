import { readFileSync } from 'node:fs';
import { SourceMap, type SourceOrigin } from 'node:module';
import { logger } from 'firebase-functions';
import { HttpsError } from 'firebase-functions/https';
import { LOG_EVENTS, type Log } from '../log-events.ts';

/** A task came too early. Its queue retries it. */
export class TaskTooEarly extends Error {}

const SEVERITIES = { info: 'INFO', warn: 'WARNING', error: 'ERROR' } as const;

export const log: Log = (event, fields) => {
  const { severity, ...rest } = LOG_EVENTS[event];
  const todo = 'todo' in rest ? { todo: rest.todo } : {};
  logger.write({ severity: SEVERITIES[severity], message: event, event, ...todo, ...fields });
};

/**
 * Runs the work of a function, and logs what it throws as `function.failed` for the alarms. Then it
 * throws again, because only that makes the platform retry. An HttpsError is not logged.
 */
export async function reportingFailures<T>(work: () => Promise<T>, write: Log = log): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HttpsError) throw error;
    // 409, because Cloud Tasks slows down a queue if tasks answer 429 or 503.
    if (error instanceof TaskTooEarly)
      throw withQuietStack(new HttpsError('aborted', error.message));
    const stack = error instanceof Error ? error.stack : undefined;
    write('function.failed', { error: String(error), stack_trace: stack && sourceStack(stack) });
    throw withQuietStack(new HttpsError('internal', 'INTERNAL'));
  }
}

/** functions-framework prints this stack, which Cloud Logging reads as a line of severity DEBUG. */
function withQuietStack(error: Error): Error {
  const message = `${error.message}: thrown again for a retry, see the line before`;
  error.stack = JSON.stringify({ severity: 'DEBUG', message });
  return error;
}

/** A place in the bundle, as V8 writes it in a stack. */
const PLACE = /((?:\/|\b[A-Z]:\\)[^()\n]*\.cjs):(\d+):(\d+)/g;

/** Source maps, by the path of their bundle. */
const maps = new Map<string, SourceMap | undefined>();

/** Returns a stack with lines of the sources. Node.js itself would read the map at each start. */
function sourceStack(stack: string): string {
  return stack.replaceAll(PLACE, (place, bundle: string, line: string, column: string) => {
    if (!maps.has(bundle)) maps.set(bundle, readMap(bundle));
    const found = maps.get(bundle)?.findOrigin(Number(line), Number(column));
    const { fileName, lineNumber, columnNumber }: Partial<SourceOrigin> = found ?? {};
    return fileName ? `${fileName.replace(/^(\.\.\/)+/, '')}:${lineNumber}:${columnNumber}` : place;
  });
}

function readMap(bundle: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, 'utf8')));
  } catch {
    return undefined;
  }
}
