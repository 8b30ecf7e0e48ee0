import type { Send } from '../fcm/fcm-sender.ts';
import type { Push } from '../fcm/message.ts';
import { classify } from '../fcm/outcome.ts';
import type { refusedTokens } from '../fcm/refused-tokens.ts';
import { reportsOf } from '../fcm/report.ts';
import type { Log } from '../log-events.ts';
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

/** A push and its result. */
interface Sent {
  readonly push: Push;
  result: Result;
}

/**
 * Sends pushes at the same time and handles FCM's answers: removes dead devices, marks devices of
 * another sender, and logs what an operator must know. If a removal fails, the result of its
 * devices is temporary: they stay pending, and a retry removes them.
 *
 * @param refused finds dead devices among those with a refused token; without it they are kept
 * @param notAfter no request starts after this time, in milliseconds since the epoch
 */
export async function sendRound(
  pushes: readonly Push[],
  { send, forget, mark, log, now }: SendPorts,
  refused?: ReturnType<typeof refusedTokens>,
  notAfter?: number,
): Promise<readonly Readonly<Sent>[]> {
  const limit = notAfter !== undefined && { notAfter };
  const resultOf = async (push: Push): Promise<Result> => {
    const { target: to, platform, payload, held, notBefore = 0 } = push;
    if (held) return { kind: 'held' };
    if (notBefore > now()) return { kind: 'postponed', until: notBefore };
    const outcome = classify(await send({ to, platform, payload, ...limit }), now());
    if (outcome.kind === 'delivered') refused?.accepted(push);
    return outcome;
  };
  const sent: Sent[] = await Promise.all(
    pushes.map(async (push) => ({ push, result: await resultOf(push) })),
  );
  for (const each of sent) {
    if (each.result.kind === 'tokenRefused' && (await refused?.isProvedDead(each.push))) {
      each.result = { kind: 'tokenRemoved' };
    }
  }

  const answered = sent.flatMap(({ push: { target }, result }) =>
    'code' in result ? { target, outcome: result } : [],
  );
  for (const { event, fields } of reportsOf(answered)) log(event, fields);
  const withKind = (...kinds: Result['kind'][]) =>
    sent.filter(({ result }) => kinds.includes(result.kind));
  const dead = withKind('unregistered', 'tokenRemoved');
  const mismatched = withKind('senderMismatch');
  const [removalError, markingError] = await Promise.all([
    errorOf(forget, dead),
    errorOf(mark, mismatched),
  ]);
  if (markingError !== undefined) {
    log('devices.marking_failed', { devices: mismatched.length, error: markingError });
  }
  if (removalError !== undefined) {
    log('devices.removal_failed', { devices: dead.length, error: removalError });
    const again = { kind: 'unavailable', code: 'REMOVAL_FAILED', detail: removalError } as const;
    for (const each of dead) each.result = again;
  }
  return sent;
}

/** Changes the devices of pushes, if there are any. Returns the error if that fails. */
async function errorOf(
  change: (pushes: readonly Push[]) => Promise<void>,
  sent: readonly Sent[],
): Promise<string | undefined> {
  if (sent.length === 0) return undefined;
  return change(sent.map(({ push }) => push)).then(() => undefined, String);
}
