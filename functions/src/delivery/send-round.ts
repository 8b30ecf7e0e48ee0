import type { Send } from '../fcm/fcm-sender.ts';
import type { Push } from '../fcm/message.ts';
import { classify, type Outcome } from '../fcm/outcome.ts';
import type { refusedTokens } from '../fcm/refused-tokens.ts';
import { targetId } from '../fcm/target.ts';
import type { Log } from '../log-events.ts';
import { keyOf } from './record.ts';
import { type Result, unsentResult } from './settle.ts';

export interface SendPorts {
  readonly send: Send;
  /** Removes devices that are dead, where they still hold that token or installation ID. */
  forget(dead: readonly Push[]): Promise<void>;
  /** Notes on devices that their token belongs to another sender. */
  mark(mismatched: readonly Push[]): Promise<void>;
  readonly log: Log;
  now(): number;
}

export type RefusedTokens = ReturnType<typeof refusedTokens>;

/** The results that somebody has to know of. */
const LOGGED_AS = {
  projectBroken: 'fcm.project_broken',
  messageRefused: 'fcm.message_refused',
  tokenRefused: 'fcm.token_refused',
  senderMismatch: 'fcm.sender_mismatch',
} as const;

/**
 * Sends pushes at once, and does what FCM's answers ask for: removes dead devices, marks those of
 * another sender, and logs what somebody has to know. Where a removal fails, its devices' results are
 * temporary: they stay pending, and a retry removes them.
 *
 * @param refused tells dead devices among those whose token is refused; without it they are kept
 * @param notAfter no request is begun after this, ms since the epoch
 * @returns the result of each push by its `keyOf`
 */
export async function sendRound(
  pushes: readonly Push[],
  { send, forget, mark, log, now }: SendPorts,
  refused?: RefusedTokens,
  notAfter?: number,
): Promise<Map<string, Result>> {
  const results = new Map<string, Result>();
  await Promise.all(
    pushes.map(async (push) => {
      const unsent = unsentResult(push, now());
      if (unsent !== undefined) return results.set(keyOf(push), unsent);
      const { target: to, payload } = push;
      const answer = await send({ to, payload, ...(notAfter !== undefined && { notAfter }) });
      const outcome = classify(answer, now());
      if (outcome.kind === 'delivered') refused?.accepted(push);
      return results.set(keyOf(push), outcome);
    }),
  );
  const withKind = (...kinds: Result['kind'][]) =>
    pushes.filter((push) => kinds.includes(results.get(keyOf(push))?.kind ?? 'withdrawn'));

  if (refused !== undefined) {
    for (const push of withKind('tokenRefused')) {
      if (await refused.isProvedDead(push)) results.set(keyOf(push), { kind: 'tokenRemoved' });
    }
  }
  for (const [kind, event] of Object.entries(LOGGED_AS)) {
    const hit = withKind(kind as Outcome['kind']);
    const result = hit[0] && results.get(keyOf(hit[0]));
    if (result === undefined) continue;
    const devices = hit.map((push) => targetId(push.target));
    log(event, { devices, detail: 'detail' in result ? result.detail : undefined });
  }
  const dead = withKind('unregistered', 'tokenRemoved');
  const mismatched = withKind('senderMismatch');
  const [removalError, markingError] = await Promise.all([
    dead.length > 0 ? failureOf(forget(dead)) : undefined,
    mismatched.length > 0 ? failureOf(mark(mismatched)) : undefined,
  ]);
  if (markingError !== undefined) {
    log('devices.marking_failed', { devices: mismatched.length, error: markingError });
  }
  if (removalError !== undefined) {
    log('devices.removal_failed', { devices: dead.length, error: removalError });
    const again = { kind: 'unavailable', code: 'REMOVAL_FAILED', detail: removalError } as const;
    for (const push of dead) results.set(keyOf(push), again);
  }
  return results;
}

const failureOf = (work: Promise<void>): Promise<string | undefined> =>
  work.then(() => undefined, String);
