import type { Push } from './message.ts';
import { keyOf, type Result } from './record.ts';
import { targetId } from './target.ts';

export type Log = (
  severity: 'info' | 'warn' | 'error',
  event: string,
  fields: Readonly<Record<string, unknown>>,
) => void;

export interface ReactionPorts {
  /** Removes devices that are dead, where they still hold that token or installation ID. */
  forget(dead: readonly Push[]): Promise<void>;
  /** Notes on devices that their token belongs to another sender. */
  mark(mismatched: readonly Push[]): Promise<void>;
  readonly log: Log;
}

/** What an operator has to know and do, by the kind of answer. */
const LOUD = {
  projectBroken: {
    severity: 'error',
    event: 'fcm.project_broken',
    todo: 'Check the project id, that the FCM API is enabled, the role of the service account, and the APNs key. No device was removed; the pushes are retried.',
  },
  messageRefused: {
    severity: 'error',
    event: 'fcm.message_refused',
    todo: 'FCM calls the message itself wrong: a bug in composing it. It is not retried and no device was removed.',
  },
  tokenRefused: {
    severity: 'warn',
    event: 'fcm.token_refused',
    todo: 'FCM refuses the token but nothing proves the payload and the APNs key good. The device was kept.',
  },
  senderMismatch: {
    severity: 'warn',
    event: 'fcm.sender_mismatch',
    todo: "The app was built with another Firebase project's configuration. The device was marked and kept.",
  },
} as const;

/**
 * Acts on what FCM said, and answers the results after that: where a removal fails, its devices'
 * results are temporary, so that the record keeps them pending and a retry removes them.
 */
export async function react(
  pushes: readonly Push[],
  results: ReadonlyMap<string, Result>,
  { forget, mark, log }: ReactionPorts,
): Promise<ReadonlyMap<string, Result>> {
  const withKind = (kind: string): Push[] =>
    pushes.filter((push) => results.get(keyOf(push))?.kind === kind);

  for (const [kind, { severity, event, todo }] of Object.entries(LOUD)) {
    const hit = withKind(kind);
    const [first] = hit;
    const result = first && results.get(keyOf(first));
    if (result === undefined) continue;
    const devices = hit.map((push) => targetId(push.target));
    log(severity, event, { todo, devices, ...('detail' in result && { detail: result.detail }) });
  }

  const dead = [...withKind('unregistered'), ...withKind('tokenRemoved')];
  const mismatched = withKind('senderMismatch');
  const [removalError] = await Promise.all([
    dead.length > 0 ? failureOf(forget(dead)) : undefined,
    mismatched.length > 0 &&
      failureOf(mark(mismatched)).then((error) => {
        if (error === undefined) return;
        log('warn', 'devices.marking_failed', { devices: mismatched.length, error });
      }),
  ]);
  if (removalError === undefined) return results;
  log('warn', 'devices.removal_failed', { devices: dead.length, error: removalError });
  const again: Result = { kind: 'unavailable', code: 'REMOVAL_FAILED', detail: removalError };
  return new Map([...results, ...dead.map((push): [string, Result] => [keyOf(push), again])]);
}

const failureOf = (work: Promise<void>): Promise<string | undefined> =>
  work.then(() => undefined, String);
