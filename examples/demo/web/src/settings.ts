/** `users/{uid}.notificationSettings`, with the defaults filled in. */
export interface Settings {
  readonly comments: boolean;
  readonly replies: boolean;
  readonly mentions: boolean;
  readonly follows: boolean;
  readonly mutedPostIds: readonly string[];
  readonly mutedUids: readonly string[];
  readonly quietHours: QuietHours | undefined;
}

export interface QuietHours {
  /** `HH:MM` on the wall clock of the time zone. */
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
}

export const REASONS = ['comments', 'replies', 'mentions', 'follows'] as const;
export type Reason = (typeof REASONS)[number];

/** `notificationSettings` as Firestore has it: each part may be absent. */
export type StoredSettings = Partial<Record<Reason, boolean>> & {
  readonly muted?: { readonly postIds?: readonly string[]; readonly uids?: readonly string[] };
  readonly quietHours?: QuietHours;
};

export function readSettings({ muted, quietHours, ...reasons }: StoredSettings = {}): Settings {
  return {
    comments: true,
    replies: true,
    mentions: true,
    follows: true,
    ...reasons,
    mutedPostIds: muted?.postIds ?? [],
    mutedUids: muted?.uids ?? [],
    quietHours,
  };
}

const HOUR_MS = 60 * 60_000;
/** As long as a night. */
const QUIET_MS = 8 * HOUR_MS;

/** Quiet hours that have just begun. */
export function quietHoursFrom(now: Date, timeZone = 'UTC'): QuietHours {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return { start: clock.format(now), end: clock.format(now.getTime() + QUIET_MS), timeZone };
}
