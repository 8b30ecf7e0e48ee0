import type { Send } from '../fcm/fcm-sender.ts';
import type { Push } from '../fcm/message.ts';
import { classify, type Outcome } from '../fcm/outcome.ts';
import { type ReactionPorts, react } from './reactions.ts';
import { keyOf } from './record.ts';

export interface SendOncePorts extends ReactionPorts {
  readonly send: Send;
  now(): number;
}

/**
 * Sends pushes that are worth nothing later: no record, no retry, but the same reactions to what
 * FCM says of a device. Answers the outcome of each, in their order.
 */
export async function sendOnce(
  pushes: readonly Push[],
  ports: SendOncePorts,
): Promise<{ readonly push: Push; readonly outcome: Outcome }[]> {
  const sent = await Promise.all(
    pushes.map(async (push) => {
      const answer = await ports.send({
        to: push.target,
        platform: push.platform,
        payload: push.payload,
      });
      return { push, outcome: classify(answer, ports.now()) };
    }),
  );
  await react(pushes, new Map(sent.map(({ push, outcome }) => [keyOf(push), outcome])), ports);
  return sent;
}
