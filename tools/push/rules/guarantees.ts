import type { Attempts } from './attempt.ts';
import { commentAttempts } from './comment-attempts.ts';
import { inboxAttempts } from './inbox-attempts.ts';
import { blockAttempts, markAttempts } from './mark-attempts.ts';
import { postAttempts } from './post-attempts.ts';
import { serverOnlyAttempts, unknownAttempts } from './server-only-attempts.ts';
import { settingsAttempts } from './settings-attempts.ts';
import { userAttempts } from './user-attempts.ts';

/** What rules have to allow and to deny in any app. */
export const GUARANTEES: Readonly<Record<string, Attempts>> = {
  'users/{uid}': userAttempts,
  'notificationSettings of users/{uid}': settingsAttempts,
  'users/{uid}/notifications': inboxAttempts,
  'posts/{postId}': postAttempts,
  'posts/{postId}/comments': commentAttempts,
  'followers and likes': markAttempts,
  'users/{uid}/blocked': blockAttempts,
  'what only the server touches': serverOnlyAttempts,
};

/** An app may have more than we know of. */
export const OUR_OWN: Readonly<Record<string, Attempts>> = {
  ...GUARANTEES,
  'what nobody has thought of': unknownAttempts,
};
