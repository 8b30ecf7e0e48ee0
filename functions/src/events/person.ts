import { COLLECTIONS } from '../app-data.ts';
import { visibleName } from '../notifications/clean-text.ts';
import type { LookUp } from '../notifications/event-definition.ts';

/** The name of somebody whose document the event's own does not repeat. */
export function personName(uid: string): LookUp<string | undefined> {
  return {
    path: `${COLLECTIONS.users}/${uid}`,
    fields: { displayName: 'displayName' },
    parse: ({ displayName }) => visibleName(displayName),
  };
}
