import { parseCondition } from './definition/condition.ts';
import type { Emulator } from './emulator.ts';
import { targetOf } from './state/device.ts';
import type { SendRequest } from './validation/read-send-request.ts';

/** The registration tokens and installation IDs that a message goes to, each once. */
export function recipientsOf(
  { devices, topics }: Emulator,
  { kind, value }: SendRequest['target'],
): readonly string[] {
  if (kind === 'token' || kind === 'fid') return [value];
  const holds =
    kind === 'topic'
      ? (isSubscribed: (topic: string) => boolean) => isSubscribed(value)
      : parseCondition(value)?.holds;
  // A condition can hold for devices without any subscription.
  const everybody = new Set([...devices.list().map(targetOf), ...topics.targets()]);
  return [...everybody].filter(
    (target) =>
      devices.stateOf(target) !== 'unregistered' &&
      holds?.((topic) => topics.isSubscribed(target, topic)),
  );
}
