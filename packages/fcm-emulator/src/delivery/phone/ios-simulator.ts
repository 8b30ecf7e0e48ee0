import type { JsonObject } from '../../validation/read-message.ts';
import type { Receipt } from '../channel.ts';
import type { Phone } from './phone.ts';
import { runProgram } from './program.ts';

type IosSimulator = Extract<Phone, { kind: 'ios-simulator' }>;

/** Pushes an APNs payload to an app in the iOS simulator. */
export async function pushToSimulator(
  { simulator, app }: IosSimulator,
  payload: JsonObject,
): Promise<Receipt> {
  const { status, output } = await runProgram(
    'xcrun',
    ['simctl', 'push', simulator, app, '-'],
    JSON.stringify(payload),
  );
  const words = output.trim();
  return status === 0
    ? { via: 'ios-simulator', ok: true, detail: words || 'The simulator took the push.' }
    : { via: 'ios-simulator', ok: false, detail: words || `simctl ended with ${status}.` };
}
