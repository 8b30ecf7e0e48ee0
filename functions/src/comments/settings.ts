import * as v from 'valibot';
import type { QuietHours } from './quiet-hours.ts';

/** `users/{uid}.notificationSettings` with every default filled in. */
export interface Settings {
  readonly comments: boolean;
  readonly replies: boolean;
  readonly mentions: boolean;
  readonly follows: boolean;
  readonly muted: {
    readonly postIds: ReadonlySet<string>;
    readonly uids: ReadonlySet<string>;
  };
  readonly quietHours?: QuietHours;
}

const OnUnlessFalse = v.fallback(v.boolean(), true);

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
});

const SettingsMap = v.object({
  comments: OnUnlessFalse,
  replies: OnUnlessFalse,
  mentions: OnUnlessFalse,
  follows: OnUnlessFalse,
  muted: v.fallback(MutedMap, () => v.parse(MutedMap, {})),
  quietHours: v.fallback(v.optional(QuietHoursMap), undefined),
});

/** Never throws: what is absent or malformed has its default, whatever stands beside it. */
export function parseSettings(notificationSettings: unknown): Settings {
  const parsed = v.safeParse(SettingsMap, notificationSettings);
  const { quietHours, ...rest } = parsed.success ? parsed.output : v.parse(SettingsMap, {});
  if (quietHours === undefined) return rest;
  const { start, end, timeZone } = quietHours;
  return {
    ...rest,
    quietHours: {
      startMinute: start,
      endMinute: end,
      ...(timeZone !== undefined && { timeZone }),
    },
  };
}
