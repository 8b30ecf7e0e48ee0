import type { Send } from './fcm-sender.ts';
import type { Payload, Push } from './message.ts';
import { classify } from './outcome.ts';

/** Dry runs go to a topic: FCM checks the whole payload and no device is involved. */
const DRY_RUN_TOPIC = 'dry-run';

/**
 * Tells the devices apart whose token FCM refused with a 400. FCM answers the same when the payload
 * is bad, and has done so when an APNs key was, so a token is dead only once the payload is proved
 * good: another device of this batch accepted the same shape, or a dry run passes. For an iOS device
 * only another iOS device is proof, since neither Android nor a dry run touches the APNs key.
 */
export function refusedTokens(send: Send, now: () => number) {
  /** Looked into only where a token is refused, since shapes take as long as composing. */
  const accepted: Push[] = [];
  const proved = new Set<string>();
  const dryRuns = new Map<string, Promise<boolean>>();

  return {
    accepted(push: Push): void {
      accepted.push(push);
    },
    async isProvedDead(push: Push): Promise<boolean> {
      for (const one of accepted.splice(0)) {
        proved.add(shapeOf(one.payload));
        proved.add(platformAndShapeOf(one));
      }
      if (proved.has(platformAndShapeOf(push))) return true;
      if (push.platform === 'ios') return false;
      const shape = shapeOf(push.payload);
      if (proved.has(shape)) return true;
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

/** Which fields a payload has, whatever stands in them. */
function shapeOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, inner]) => `${key}:${shapeOf(inner)}`).join()}}`;
}
