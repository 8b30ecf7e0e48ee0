import { negotiateLanguage } from '../comments/locale.ts';
import { composeTestPayload } from '../comments/payload.ts';
import type { User } from '../comments/user.ts';
import type { Send } from '../delivery/fcm-sender.ts';
import type { Push } from '../delivery/message.ts';
import { classify, type Outcome } from '../delivery/outcome.ts';
import { type ReactionPorts, react } from '../delivery/reactions.ts';
import { keyOf } from '../delivery/record.ts';

/** What became of a test push on one device. `errorCode` is FCM's, where it was not delivered. */
export interface TestResult {
  readonly deviceId: string;
  readonly outcome: Outcome['kind'];
  readonly errorCode?: string;
}

export interface TestPorts extends ReactionPorts {
  readonly send: Send;
  now(): number;
}

/**
 * Sends a test push to each device of a user, so that an app team sees at once whether its set-up
 * works. Sent once: what fails is told to the one who waits for it instead of being retried.
 */
export async function sendTestPush(user: User, ports: TestPorts): Promise<TestResult[]> {
  const pushes = user.devices.map(({ deviceId, platform, target, locale }): Push => {
    const payload = composeTestPayload(negotiateLanguage(locale, user.locale), ports.now());
    return { uid: user.uid, deviceId, reason: 'test', platform, target, payload };
  });
  const outcomes = new Map<string, Outcome>();
  await Promise.all(
    pushes.map(async (push) => {
      const answer = await ports.send({ to: push.target, payload: push.payload });
      outcomes.set(keyOf(push), classify(answer, ports.now()));
    }),
  );
  const results = pushes.flatMap((push): TestResult[] => {
    const outcome = outcomes.get(keyOf(push));
    if (outcome === undefined) return [];
    const errorCode = outcome.kind === 'delivered' ? {} : { errorCode: outcome.code };
    return [{ deviceId: push.deviceId, outcome: outcome.kind, ...errorCode }];
  });
  await react(pushes, new Map(outcomes), ports);
  return results;
}
