import * as v from 'valibot';
import { COLLECTIONS, COMMENT_FIELDS } from '../config/app-data.ts';
import { visibleName, visibleText } from './clean-text.ts';
import { fillPath, Id, isDocumentId } from './document-id.ts';
import { type EventDefinition, needs } from './event-definition.ts';
import { commentAuthor, personName, post } from './look-ups.ts';

/** The rules do not allow more. The first ones of a longer list count. */
const MAX_MENTIONS = 10;

/** Admin scripts can write what the rules forbid. `null` means absent. */
const CommentDocument = v.object({
  postId: Id,
  authorId: Id,
  text: v.pipe(v.string(), v.nonEmpty()),
  parentId: v.nullish(v.string()),
  mentions: v.nullish(v.array(v.string())),
});

// The reason is chosen before the settings are read: a user who turned replies off does not get a
// push for a reply as a comment on their own post instead.
export const comment: EventDefinition = {
  name: 'comment',
  document: `${COLLECTIONS.comments}/{commentId}`,
  fields: COMMENT_FIELDS,
  reasons: {
    reply: { setting: 'replies' },
    mention: { setting: 'mentions', isPaced: true },
    comment: { setting: 'comments' },
    follow: { setting: 'follows' },
  },
  channel: 'comments',
  read({ commentId = '', ...params }, data) {
    const parsed = v.safeParse(CommentDocument, { ...data, ...params });
    if (!parsed.success) return { skip: `malformed ${v.getDotPath(parsed.issues[0])}` };
    const { postId, authorId, text, parentId, mentions } = parsed.output;
    const mentioned = [...new Set(mentions?.filter(isDocumentId))].slice(0, MAX_MENTIONS);
    const name = visibleName(data.authorName);
    const collection = fillPath(COLLECTIONS.postFollowers, { postId });
    return needs(
      {
        post: post(postId),
        parentAuthor: commentAuthor(postId, parentId),
        name: name === undefined ? personName(authorId) : undefined,
      },
      (found) => ({
        authorId,
        authorName: name ?? found.name,
        audience: [
          [found.parentAuthor, 'reply'],
          ...mentioned.map((uid) => [uid, 'mention'] as const),
          [found.post.authorId, 'comment'],
        ],
        ...found.post.base,
        body: visibleText(text),
        data: { commentId },
        collapseKey: `${postId}/${commentId}`,
      }),
      { followers: { collection, reason: 'follow' } },
    );
  },
};
