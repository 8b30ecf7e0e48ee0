import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** firebase-tools says in its own log no more than that the emulator has ended. */
const FIRESTORE_LOG = 'firestore-debug.log';
const FIRESTORE_ENDED = 'Firestore Emulator has exited';

/** How much of it explains a failure and still fits a screen. */
const LOG_TAIL_CHARACTERS = 2_000;

/**
 * @param message what went wrong, with the end of the log in which it shows
 * @param directory where the servers write their logs
 * @returns the message with the Firestore emulator's own last words, where it is to blame, and with
 *   where the logs are
 */
export async function withLogs(message: string, directory: string): Promise<string> {
  const parts = [message.trimEnd()];
  if (message.includes(FIRESTORE_ENDED)) {
    const log = await readFile(join(directory, FIRESTORE_LOG), 'utf8').catch(() => '');
    if (log)
      parts.push(`The Firestore emulator said:\n\n${log.slice(-LOG_TAIL_CHARACTERS).trimEnd()}`);
  }
  return [...parts, `The logs stay in ${directory}`].join('\n\n');
}
