import type { Attempt, Attempts } from './attempts.ts';
import { POST_ATTEMPTS } from './post-attempts.ts';
import { USER_ATTEMPTS } from './user-attempts.ts';

/** Documents of the server. */
const SERVER_ONLY = [
  'deliveries/delivery',
  'pushTokenOwners/owner',
  'operations/sending',
  'testPushes/ana',
  'deletedUsers/ana',
  'pushes/push',
  'users/ana/senders/bo',
  'inboxes/ana',
];

/** Collections that no rule names. */
const UNKNOWN = ['unknown/document', 'users/ana/unknown/document', 'posts/post/unknown/document'];

const uid = 'ana';
const everyUseOf = (path: string): Attempt[] => [
  [`read ${path}`, uid, 'get', path],
  [`list with ${path}`, uid, 'list', path.slice(0, path.lastIndexOf('/'))],
  [`write ${path}`, uid, 'set', path, { uid }],
  [`create beside ${path}`, uid, 'set', `${path}-new`, { uid }],
  [`update ${path}`, uid, 'update', path, { uid }],
  [`delete ${path}`, uid, 'remove', path],
];

/** What rules must allow and deny in any app. */
export const GUARANTEES: Readonly<Record<string, Attempts>> = {
  ...USER_ATTEMPTS,
  ...POST_ATTEMPTS,
  'what only the server touches': { allowed: [], denied: SERVER_ONLY.flatMap(everyUseOf) },
};

/** Only for our own rules: an app may have collections that we do not know. */
export const OUR_OWN: Readonly<Record<string, Attempts>> = {
  ...GUARANTEES,
  'what no rule names': { allowed: [], denied: UNKNOWN.flatMap(everyUseOf) },
};
