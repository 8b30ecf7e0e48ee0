import * as v from 'valibot';
import { type Device, parseDevices } from '../tokens/device.ts';
import type { QuietHours } from './quiet-hours.ts';

/** The part of a user's document that pushes need. */
export interface User {
  readonly uid: string;
  /** BCP 47 tag as the app wrote it, not validated. */
  readonly locale?: string;
  readonly settings: Settings;
  /** Sorted by ID. */
  readonly devices: readonly Device[];
}

/** `users/{uid}.notificationSettings` with all defaults. */
export interface Settings {
  /** The names of the settings that are turned off, such as `comments`. All others are on. */
  readonly off: ReadonlySet<string>;
  readonly muted: {
    /** IDs of threads, for example of posts. */
    readonly threads: ReadonlySet<string>;
    readonly uids: ReadonlySet<string>;
  };
  readonly quietHours: QuietHours | undefined;
}

/** Parses the document of a user's devices and settings, by our names. Never throws. */
export function parseUser(uid: string, data: unknown): User {
  const { locale, notificationSettings, pushTokens }: Record<string, unknown> = Object(data);
  return {
    uid,
    ...(typeof locale === 'string' && { locale }),
    settings: parseSettings(notificationSettings),
    devices: parseDevices(pushTokens),
  };
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

const QuietHoursMap = v.pipe(
  v.object({
    start: MinuteOfDay,
    end: MinuteOfDay,
    timeZone: v.fallback(v.optional(v.string()), undefined),
  }),
  v.transform(({ start, end, timeZone }) => ({ startMinute: start, endMinute: end, timeZone })),
);

/** A missing or malformed part has its default and does not affect other parts. */
function parseSettings(notificationSettings: unknown): Settings {
  const parts: Record<string, unknown> = Object(notificationSettings);
  const { muted, quietHours, ...switches } = parts;
  const { postIds, uids } = v.parse(MutedMap, Object(muted));
  const hours = v.safeParse(QuietHoursMap, quietHours);
  return {
    off: new Set(Object.keys(switches).filter((name) => switches[name] === false)),
    muted: { threads: postIds, uids },
    quietHours: hours.success ? hours.output : undefined,
  };
}
