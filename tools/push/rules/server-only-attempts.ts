import { type Attempt, type Attempts, get, list, remove, set, update } from './attempt.ts';

/** What the server keeps. */
const DOCUMENTS = [
  'deliveries/delivery',
  'pushTokenOwners/owner',
  'operations/sending',
  'testPushes/ana',
  'deletedUsers/ana',
  'pushes/push',
  'users/ana/senders/bo',
  'inboxes/ana',
];

/** Collections that nobody has thought of. */
const UNKNOWN = ['unknown/document', 'users/ana/unknown/document', 'posts/post/unknown/document'];

const attemptsOn = (path: string): Attempt[] => [
  [`read ${path}`, 'ana', get(path)],
  [`list with ${path}`, 'ana', list(path.slice(0, path.lastIndexOf('/')))],
  [`write ${path}`, 'ana', set(path, { uid: 'ana' })],
  [`create beside ${path}`, 'ana', set(`${path}-new`, { uid: 'ana' })],
  [`update ${path}`, 'ana', update(path, { uid: 'ana' })],
  [`delete ${path}`, 'ana', remove(path)],
];

export const serverOnlyAttempts: Attempts = {
  allowed: [],
  denied: DOCUMENTS.flatMap(attemptsOn),
};

export const unknownAttempts: Attempts = { allowed: [], denied: UNKNOWN.flatMap(attemptsOn) };
