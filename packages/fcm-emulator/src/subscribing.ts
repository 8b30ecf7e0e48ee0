import type { Emulator } from './emulator.ts';

/** Why nothing changed, in the codes that Google's APIs give. */
export type SubscriptionProblem =
  | 'UNREGISTERED'
  | 'INVALID_ARGUMENT'
  | 'TOO_MANY_TOPICS'
  | 'ALREADY_EXISTS'
  | 'NOT_FOUND';

export function subscribe(
  emulator: Emulator,
  device: string,
  topic: string,
): SubscriptionProblem | undefined {
  const problem = problemOf(emulator, device);
  if (problem !== undefined) return problem;
  const subscribing = emulator.topics.subscribe(device, topic);
  return subscribing === 'SUBSCRIBED' ? undefined : subscribing;
}

export const unsubscribe = (
  emulator: Emulator,
  device: string,
  topic: string,
): SubscriptionProblem | undefined =>
  problemOf(emulator, device) ??
  (emulator.topics.unsubscribe(device, topic) ? undefined : 'NOT_FOUND');

function problemOf({ devices, strict }: Emulator, device: string): SubscriptionProblem | undefined {
  const state = devices.stateOf(device);
  if (device === '' || (state === 'unknown' && strict)) return 'INVALID_ARGUMENT';
  return state === 'unregistered' ? 'UNREGISTERED' : undefined;
}
