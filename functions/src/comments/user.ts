import * as v from 'valibot';
import type { Device } from '../tokens/device.ts';
import { parseDevices } from '../tokens/parse-devices.ts';
import { cleanLine, isBlank } from './clean-text.ts';
import { parseSettings, type Settings } from './settings.ts';

/** What a push needs to know of `users/{uid}`. */
export interface User {
  readonly uid: string;
  readonly displayName?: string;
  /** BCP 47 as the app wrote it, not validated. */
  readonly locale?: string;
  readonly settings: Settings;
  /** In the order of their IDs. */
  readonly devices: readonly Device[];
}

const OptionalText = v.fallback(v.optional(v.string()), undefined);

const UserDocument = v.fallback(
  v.object({
    displayName: OptionalText,
    locale: OptionalText,
    notificationSettings: v.optional(v.unknown()),
    pushTokens: v.optional(v.unknown()),
  }),
  { displayName: undefined, locale: undefined, notificationSettings: {}, pushTokens: {} },
);

/** Reads a user's document, or `undefined` for one that does not exist. Never throws. */
export function parseUser(uid: string, data: unknown): User {
  const document = v.parse(UserDocument, data);
  const name = cleanLine(document.displayName ?? '');
  return {
    uid,
    ...(!isBlank(name) && { displayName: name }),
    ...(document.locale !== undefined && { locale: document.locale }),
    settings: parseSettings(document.notificationSettings),
    devices: parseDevices(document.pushTokens),
  };
}
