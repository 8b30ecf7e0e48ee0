import { COLLECTIONS } from '../config/app-data.ts';
import { type EventDefinition, needs } from './event-definition.ts';
import { personName } from './look-ups.ts';

/** Somebody follows a user, who gets a push. */
export const newFollower: EventDefinition = {
  name: 'newFollower',
  document: `${COLLECTIONS.userFollowers}/{followerUid}`,
  reasons: { newFollower: { setting: 'newFollowers' } },
  channel: 'followers',
  read: ({ uid = '', followerUid = '' }) =>
    needs({ name: personName(followerUid) }, ({ name }) => ({
      authorId: followerUid,
      authorName: name,
      audience: [[uid, 'newFollower']],
      thread: { id: 'followers' },
      body: '',
    })),
};
