import type { Push } from './message.ts';
import { keyOf, type Verdict } from './record.ts';
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
 * Acts on what FCM said. A removal that fails turns its device's verdict into one that passes, so
 * that the record keeps it owed and a retry removes it.
 */
export async function react(
  pushes: readonly Push[],
  verdicts: Map<string, Verdict>,
  { forget, mark, log }: ReactionPorts,
): Promise<void> {
  const withKind = (kind: string): Push[] =>
    pushes.filter((push) => verdicts.get(keyOf(push))?.kind === kind);

  for (const [kind, { severity, event, todo }] of Object.entries(LOUD)) {
    const hit = withKind(kind);
    const [first] = hit;
    const verdict = first && verdicts.get(keyOf(first));
    if (first === undefined || verdict === undefined) continue;
    const devices = hit.map((push) => targetId(push.target));
    log(severity, event, { todo, devices, ...('detail' in verdict && { detail: verdict.detail }) });
  }

  const dead = [...withKind('unregistered'), ...withKind('tokenRemoved')];
  const mismatched = withKind('senderMismatch');
  await Promise.all([
    dead.length > 0 &&
      forget(dead).catch((error: unknown) => {
        log('warn', 'devices.removal_failed', { devices: dead.length, error: String(error) });
        for (const push of dead) {
          const code = 'REMOVAL_FAILED';
          verdicts.set(keyOf(push), { kind: 'unavailable', code, detail: String(error) });
        }
      }),
    mismatched.length > 0 &&
      mark(mismatched).catch((error: unknown) => {
        log('warn', 'devices.marking_failed', { devices: mismatched.length, error: String(error) });
      }),
  ]);
}
