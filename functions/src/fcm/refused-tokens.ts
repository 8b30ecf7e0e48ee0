import type { Send } from './fcm-sender.ts';
import type { Payload, Push } from './message.ts';
import { classify } from './outcome.ts';

/** Dry runs go to a topic: FCM checks the whole payload, and no device is involved. */
const DRY_RUN_TOPIC = 'dry-run';

/**
 * Finds the dead devices among those whose token FCM refused with a 400. FCM also answers 400 if
 * the payload is bad, and has done so for a bad APNs key. So a token is dead only if the payload is
 * proved good: another device accepted a payload with the same fields, or a dry run succeeds. For
 * an iOS device, only another iOS device is a proof, because Android and a dry run do not use the
 * APNs key.
 */
export function refusedTokens(send: Send, now: () => number) {
  /** Processed only when a token is refused, because a shape costs as much time as composing. */
  const accepted: Push[] = [];
  const provedShapes = new Set<string>();
  const dryRuns = new Map<string, Promise<boolean>>();

  return {
    accepted(push: Push): void {
      accepted.push(push);
    },
    async isProvedDead(push: Push): Promise<boolean> {
      for (const one of accepted.splice(0)) {
        provedShapes.add(shapeOf(one.payload));
        provedShapes.add(platformAndShapeOf(one));
      }
      if (provedShapes.has(platformAndShapeOf(push))) return true;
      if (push.platform === 'ios') return false;
      const shape = shapeOf(push.payload);
      if (provedShapes.has(shape)) return true;
      const dryRun = dryRuns.get(shape) ?? passesDryRun(push.payload, send, now);
      dryRuns.set(shape, dryRun);
      return dryRun;
    },
  };
}

async function passesDryRun(payload: Payload, send: Send, now: () => number): Promise<boolean> {
  const answer = await send({ to: { topic: DRY_RUN_TOPIC }, payload, validateOnly: true });
  return classify(answer, now()).kind === 'delivered';
}

const platformAndShapeOf = (push: Push): string => `${push.platform} ${shapeOf(push.payload)}`;

/** Returns the names and types of the fields of a payload, without their values. */
function shapeOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value;
  const fields = Object.entries(value).map(([key, inner]) => `${key}:${shapeOf(inner)}`);
  return `{${fields.sort().join()}}`;
}
