import { documentId, serverTimestamp } from 'firebase/firestore';
import { type Attempts, get, list, listGroup, NOBODY, remove, set, update } from './attempt.ts';

const FOLLOWERS = 'posts/post/followers';
const follower = { createdAt: serverTimestamp() };

export const followerAttempts: Attempts = {
  allowed: [
    ['follow', 'bo', set(`${FOLLOWERS}/bo`, follower)],
    ['see whether you follow', 'ana', get(`${FOLLOWERS}/ana`)],
    ['unfollow', 'ana', remove(`${FOLLOWERS}/ana`)],
  ],
  denied: [
    ['follow for another', 'ana', set(`${FOLLOWERS}/bo`, follower)],
    ['follow, signed out', NOBODY, set(`${FOLLOWERS}/bo`, follower)],
    ['follow with another field', 'bo', set(`${FOLLOWERS}/bo`, { ...follower, level: 'all' })],
    ['follow since another time', 'bo', set(`${FOLLOWERS}/bo`, { createdAt: new Date(0) })],
    ['follow since no time', 'bo', set(`${FOLLOWERS}/bo`, {})],
    ['change since when', 'ana', update(`${FOLLOWERS}/ana`, follower)],
    ['see whether another follows', 'bo', get(`${FOLLOWERS}/ana`)],
    ['see whether one follows, signed out', NOBODY, get(`${FOLLOWERS}/ana`)],
    ['list the followers', 'ana', list(FOLLOWERS)],
    [
      'query yourself',
      'ana',
      (db) => db.collection(FOLLOWERS).where(documentId(), '==', 'ana').get(),
    ],
    ['list the followers of all posts', 'ana', listGroup('followers')],
    ['unfollow for another', 'bo', remove(`${FOLLOWERS}/ana`)],
    ['unfollow, signed out', NOBODY, remove(`${FOLLOWERS}/ana`)],
  ],
};
