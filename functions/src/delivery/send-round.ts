import type { Send } from '../fcm/fcm-sender.ts';
import type { Push } from '../fcm/message.ts';
import { classify } from '../fcm/outcome.ts';
import type { refusedTokens } from '../fcm/refused-tokens.ts';
import { reportsOf } from '../fcm/report.ts';
import type { Log } from '../log-events.ts';
import { keyOf } from './record.ts';
import type { Result } from './results.ts';

export interface SendPorts {
  readonly send: Send;
  /** Removes dead devices that still have the same target. */
  forget(dead: readonly Push[]): Promise<void>;
  /** Marks devices whose token belongs to another sender. */
  mark(mismatched: readonly Push[]): Promise<void>;
  readonly log: Log;
  now(): number;
}

/**
 * Sends pushes at the same time and handles FCM's answers: removes dead devices, marks devices of
 * another sender, and logs what an operator must know. If a removal fails, the result of its
 * devices is temporary: they stay pending, and a retry removes them.
 *
 * @param refused finds dead devices among those with a refused token; without it they are kept
 * @param notAfter no request starts after this time, in milliseconds since the epoch
 * @returns the result of each push, by its `keyOf`
 */
export async function sendRound(
  pushes: readonly Push[],
  { send, forget, mark, log, now }: SendPorts,
  refused?: ReturnType<typeof refusedTokens>,
  notAfter?: number,
): Promise<Map<string, Result>> {
  const resultOf = async (push: Push): Promise<Result> => {
    const { target: to, platform, payload, held, notBefore = 0 } = push;
    if (held) return { kind: 'held' };
    if (notBefore > now()) return { kind: 'postponed', until: notBefore };
    const answer = await send({
      to,
      platform,
      payload,
      ...(notAfter !== undefined && { notAfter }),
    });
    const outcome = classify(answer, now());
    if (outcome.kind === 'delivered') refused?.accepted(push);
    return outcome;
  };
  const results = new Map<string, Result>();
  await Promise.all(pushes.map(async (push) => results.set(keyOf(push), await resultOf(push))));
  const withKind = (...kinds: Result['kind'][]) =>
    pushes.filter((push) => kinds.includes(results.get(keyOf(push))?.kind ?? 'withdrawn'));

  if (refused !== undefined) {
    for (const push of withKind('tokenRefused')) {
      if (await refused.isProvedDead(push)) results.set(keyOf(push), { kind: 'tokenRemoved' });
    }
  }
  const answered = pushes.flatMap((push) => {
    const outcome = results.get(keyOf(push));
    return outcome !== undefined && 'code' in outcome ? { target: push.target, outcome } : [];
  });
  for (const { event, fields } of reportsOf(answered)) log(event, fields);
  const dead = withKind('unregistered', 'tokenRemoved');
  const mismatched = withKind('senderMismatch');
  const [removalError, markingError] = await Promise.all([
    dead.length > 0 ? errorOf(forget(dead)) : undefined,
    mismatched.length > 0 ? errorOf(mark(mismatched)) : undefined,
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

const errorOf = (work: Promise<void>): Promise<string | undefined> =>
  work.then(() => undefined, String);
