import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapping } from 'node:module';
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
    write('function.failed', { error: String(error), stack_trace: stack && bySources(stack) });
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

/** A place in the bundle, as V8 writes it in a stack. */
const PLACE = /((?:\/|\b[A-Z]:\\)[^()\n]*\.cjs):(\d+):(\d+)/g;
/** Of bundles, by their paths. */
const maps = new Map<string, SourceMap | undefined>();

/**
 * A stack by the files and lines of the sources, where a build has left a map beside the bundle.
 * Node.js could do it for each stack, but would read the map at each start.
 */
function bySources(stack: string): string {
  return stack.replaceAll(PLACE, (place, bundle: string, line: string, column: string) => {
    if (!maps.has(bundle)) maps.set(bundle, mapBeside(bundle));
    const found = maps.get(bundle)?.findEntry(Number(line) - 1, Number(column) - 1);
    const {
      originalSource,
      originalLine = 0,
      originalColumn = 0,
    }: Partial<SourceMapping> = found ?? {};
    if (originalSource === undefined) return place;
    const file = originalSource.replace(/^(\.\.\/)+/, '');
    return `${file}:${originalLine + 1}:${originalColumn + 1}`;
  });
}

function mapBeside(bundle: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, 'utf8')));
  } catch {
    return undefined;
  }
}
