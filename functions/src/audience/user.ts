import * as v from 'valibot';
import { type Device, parseDevices } from '../tokens/device.ts';
import type { QuietHours } from './quiet-hours.ts';

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

/** `users/{uid}.notificationSettings` with every default filled in. */
export interface Settings {
  /** The settings that are turned off, such as `comments`; all others are on. */
  readonly off: ReadonlySet<string>;
  readonly muted: {
    /** Threads: the IDs of posts. */
    readonly threads: ReadonlySet<string>;
    readonly uids: ReadonlySet<string>;
  };
  readonly quietHours?: QuietHours;
}

const Ids = v.fallback(
  v.pipe(
    v.array(v.unknown()),
    v.transform((ids) => new Set(ids.filter((id) => typeof id === 'string'))),
  ),
  () => new Set<string>(),
);

const MinuteOfDay = v.pipe(
  v.string(),
  v.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u),
  v.transform((time) => 60 * Number(time.slice(0, 2)) + Number(time.slice(3))),
);

const MutedMap = v.object({ postIds: Ids, uids: Ids });

const QuietHoursMap = v.object({
  start: MinuteOfDay,
  end: MinuteOfDay,
  timeZone: v.fallback(v.optional(v.string()), undefined),
  hold: v.fallback(v.boolean(), false),
});

const SettingsMap = v.looseObject({
  muted: v.fallback(MutedMap, () => v.parse(MutedMap, {})),
  quietHours: v.fallback(v.optional(QuietHoursMap), undefined),
});

/** Never throws: what is absent or malformed has its default, whatever stands beside it. */
function parseSettings(notificationSettings: unknown): Settings {
  const parsed = v.safeParse(SettingsMap, notificationSettings);
  const { muted, quietHours, ...switches } = parsed.success
    ? parsed.output
    : v.parse(SettingsMap, {});
  const off = Object.keys(switches).filter((name) => switches[name] === false);
  return {
    off: new Set(off),
    muted: { threads: muted.postIds, uids: muted.uids },
    ...(quietHours && {
      quietHours: {
        startMinute: quietHours.start,
        endMinute: quietHours.end,
        ...(quietHours.timeZone !== undefined && { timeZone: quietHours.timeZone }),
        ...(quietHours.hold && { hold: true as const }),
      },
    }),
  };
}
