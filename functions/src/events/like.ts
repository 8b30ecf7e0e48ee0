import { COLLECTIONS } from '../config/app-data.ts';
import { type EventDefinition, needs } from './event-definition.ts';
import { personName, post } from './look-ups.ts';

/** Somebody likes a post. Its author gets a push. */
export const like: EventDefinition = {
  name: 'like',
  document: `${COLLECTIONS.likes}/{uid}`,
  reasons: { like: { setting: 'likes' } },
  channel: 'likes',
  read: ({ postId = '', uid = '' }) =>
    needs({ post: post(postId), name: personName(uid) }, ({ post: { authorId, base }, name }) => ({
      authorId: uid,
      authorName: name,
      audience: [[authorId, 'like']],
      ...base,
      body: base.thread.title ?? '',
    })),
};
