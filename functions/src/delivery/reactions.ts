import type { Push } from '../fcm/message.ts';
import { reportsOf } from '../fcm/report.ts';
import type { Log } from '../log-events.ts';
import { keyOf, type Result } from './record.ts';

export interface ReactionPorts {
  /** Removes devices that are dead, where they still hold that token or installation ID. */
  forget(dead: readonly Push[]): Promise<void>;
  /** Notes on devices that their token belongs to another sender. */
  mark(mismatched: readonly Push[]): Promise<void>;
  readonly log: Log;
}

/**
 * Acts on what FCM said, and answers the results after that: where a removal fails, its devices'
 * results are temporary, so that the record keeps them pending and a retry removes them.
 */
export async function react(
  pushes: readonly Push[],
  results: ReadonlyMap<string, Result>,
  { forget, mark, log }: ReactionPorts,
): Promise<ReadonlyMap<string, Result>> {
  const byKind = Map.groupBy(pushes, (push): string => results.get(keyOf(push))?.kind ?? '');
  const withKind = (kind: string): Push[] => byKind.get(kind) ?? [];

  const said = pushes.flatMap(({ uid, deviceId, target }) => {
    const outcome = results.get(keyOf({ uid, deviceId }));
    return outcome !== undefined && 'code' in outcome ? { target, outcome } : [];
  });
  for (const { event, fields } of reportsOf(said)) log(event, fields);

  const dead = [...withKind('unregistered'), ...withKind('tokenRemoved')];
  const mismatched = withKind('senderMismatch');
  const [removalError] = await Promise.all([
    dead.length > 0 ? failureOf(forget(dead)) : undefined,
    mismatched.length > 0 &&
      failureOf(mark(mismatched)).then((error) => {
        if (error === undefined) return;
        log('devices.marking_failed', { devices: mismatched.length, error });
      }),
  ]);
  if (removalError === undefined) return results;
  log('devices.removal_failed', { devices: dead.length, error: removalError });
  const again: Result = { kind: 'unavailable', code: 'REMOVAL_FAILED', detail: removalError };
  return new Map([...results, ...dead.map((push): [string, Result] => [keyOf(push), again])]);
}

const failureOf = (work: Promise<void>): Promise<string | undefined> =>
  work.then(() => undefined, String);
