import type { User } from '../audience/user.ts';
import { TEST_PUSH_CHANNEL } from '../config/app-data.ts';
import type { Push } from '../fcm/message.ts';
import type { Outcome } from '../fcm/outcome.ts';
import { composeTestPayload } from '../message/payload.ts';
import { negotiateLanguage } from '../texts/locale.ts';
import { type SendPorts, sendRound } from './send-round.ts';

/** The result of a test push on one device. `errorCode` is absent if FCM accepted the push. */
export interface TestResult {
  readonly deviceId: string;
  readonly outcome: Outcome['kind'];
  readonly errorCode?: string;
}

/** Sends a test push to each device of a user, without a record or retries. */
export async function sendTestPush(user: User, ports: SendPorts): Promise<TestResult[]> {
  const pushes = user.devices.map(({ deviceId, platform, target, locale }): Push => {
    const language = negotiateLanguage(locale, user.locale);
    const payload = composeTestPayload(language, TEST_PUSH_CHANNEL, ports.now());
    return { uid: user.uid, deviceId, reason: 'test', platform, target, payload };
  });
  const sent = await sendRound(pushes, ports);
  return sent.map(({ push: { deviceId }, result }) => {
    const errorCode = 'code' in result ? { errorCode: result.code } : {};
    // A test push is never held, postponed or removed as dead, so the result is an outcome of FCM.
    const outcome = result.kind as Outcome['kind'];
    return { deviceId, outcome, ...errorCode };
  });
}
