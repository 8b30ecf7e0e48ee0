import {
  type Attempt,
  type Attempts,
  get,
  list,
  listGroup,
  NOBODY,
  queryById,
  remove,
  serverTimestamp,
  set,
  update,
} from './attempt.ts';

/** Documents by which somebody follows or likes something, each under the own uid: Ana has one. */
const MARKS = ['posts/post/followers', 'posts/post/likes', 'users/bo/followers'];

const mark = { createdAt: serverTimestamp() };

const allowedOn = (path: string): Attempt[] => [
  [`set your own in ${path}`, 'cho', set(`${path}/cho`, mark)],
  [`see your own in ${path}`, 'ana', get(`${path}/ana`)],
  [`take your own back from ${path}`, 'ana', remove(`${path}/ana`)],
];

const deniedOn = (path: string): Attempt[] => [
  [`set one for another in ${path}`, 'ana', set(`${path}/cho`, mark)],
  [`set one, signed out, in ${path}`, NOBODY, set(`${path}/cho`, mark)],
  [`with another field in ${path}`, 'cho', set(`${path}/cho`, { ...mark, level: 'all' })],
  [`since another time in ${path}`, 'cho', set(`${path}/cho`, { createdAt: new Date(0) })],
  [`since no time in ${path}`, 'cho', set(`${path}/cho`, {})],
  [`change since when in ${path}`, 'ana', update(`${path}/ana`, mark)],
  [`see another’s in ${path}`, 'cho', get(`${path}/ana`)],
  [`see one, signed out, in ${path}`, NOBODY, get(`${path}/ana`)],
  [`list ${path}`, 'ana', list(path)],
  [`query yourself in ${path}`, 'ana', queryById(path, 'ana')],
  [`take another’s back from ${path}`, 'cho', remove(`${path}/ana`)],
  [`take one back, signed out, from ${path}`, NOBODY, remove(`${path}/ana`)],
];

export const markAttempts: Attempts = {
  allowed: [
    ...MARKS.flatMap(allowedOn),
    ['see one of your followers', 'bo', get('users/bo/followers/ana')],
    ['list your followers', 'bo', list('users/bo/followers')],
  ],
  denied: [
    ...MARKS.flatMap(deniedOn),
    ['follow a post that does not exist', 'cho', set('posts/missing/followers/cho', mark)],
    ['like a post that does not exist', 'cho', set('posts/missing/likes/cho', mark)],
    [
      'like below a post that does not exist',
      'cho',
      set('posts/missing/likes/cho/likes/cho', mark),
    ],
    ['list the followers of all', 'ana', listGroup('followers')],
    ['take one of your followers away', 'bo', remove('users/bo/followers/ana')],
  ],
};

const BLOCKED = 'users/ana/blocked';

export const blockAttempts: Attempts = {
  allowed: [
    ['block somebody', 'ana', set(`${BLOCKED}/cho`, mark)],
    ['block somebody without saying when', 'ana', set(`${BLOCKED}/cho`, {})],
    ['see whether you block somebody', 'ana', get(`${BLOCKED}/bo`)],
    ['list whom you block', 'ana', list(BLOCKED)],
    ['unblock', 'ana', remove(`${BLOCKED}/bo`)],
  ],
  denied: [
    ['block for another', 'bo', set(`${BLOCKED}/cho`, mark)],
    ['block, signed out', NOBODY, set(`${BLOCKED}/cho`, mark)],
    ['block with another field', 'ana', set(`${BLOCKED}/cho`, { ...mark, why: 'spam' })],
    ['block since no time', 'ana', set(`${BLOCKED}/cho`, { createdAt: 'now' })],
    ['change a block', 'ana', update(`${BLOCKED}/bo`, mark)],
    ['see whether you are blocked', 'bo', get(`${BLOCKED}/bo`)],
    ['list whom another blocks', 'bo', list(BLOCKED)],
    ['list everybody’s blocks', 'ana', listGroup('blocked')],
    ['unblock for another', 'bo', remove(`${BLOCKED}/bo`)],
  ],
};
