import * as v from 'valibot';
import { type Device, parseDevices } from '../tokens/device.ts';
import { parseSettings, type Settings } from './settings.ts';

/** What a push needs to know of somebody. */
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

/** Reads the document of a user's devices and settings, by our names. Never throws. */
export function parseUser(uid: string, data: unknown): User {
  const { locale, notificationSettings, pushTokens } = v.parse(UserDocument, data);
  return {
    uid,
    ...(locale !== undefined && { locale }),
    settings: parseSettings(notificationSettings),
    devices: parseDevices(pushTokens),
  };
}
