import * as v from 'valibot';
import { type Device, parseDevices } from '../tokens/device.ts';
import { parseSettings, type Settings } from './settings.ts';

/** What a push needs to know of `users/{uid}`. */
export interface User {
  readonly uid: string;
  /** BCP 47 as the app wrote it, not validated. */
  readonly locale?: string;
  readonly settings: Settings;
  /** In the order of their IDs. */
  readonly devices: readonly Device[];
}

const UserDocument = v.fallback(
  v.object({
    locale: v.fallback(v.optional(v.string()), undefined),
    notificationSettings: v.optional(v.unknown()),
    pushTokens: v.optional(v.unknown()),
  }),
  { locale: undefined, notificationSettings: {}, pushTokens: {} },
);

/** The fields that are read of the document; the rest stays where it is. */
export const USER_FIELDS = Object.keys(UserDocument.entries);

/** Reads a user's document, or `undefined` for one that does not exist. Never throws. */
export function parseUser(uid: string, data: unknown): User {
  const { locale, notificationSettings, pushTokens } = v.parse(UserDocument, data);
  return {
    uid,
    ...(locale !== undefined && { locale }),
    settings: parseSettings(notificationSettings),
    devices: parseDevices(pushTokens),
  };
}
