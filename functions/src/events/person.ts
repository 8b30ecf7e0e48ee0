import { COLLECTIONS } from '../config/app-data.ts';
import { visibleName } from './clean-text.ts';
import type { LookUp } from './event-definition.ts';

/** The name of somebody whose document the event's own does not repeat. */
export function personName(uid: string): LookUp<string | undefined> {
  return {
    path: `${COLLECTIONS.users}/${uid}`,
    fields: { displayName: 'displayName' },
    parse: ({ displayName }) => visibleName(displayName),
  };
}
