import * as v from 'valibot';
import { COLLECTIONS, COMMENT_FIELDS } from '../config/app-data.ts';
import { cleanText, isBlank, visibleName } from './clean-text.ts';
import { asDocumentId, fillPath, isDocumentId } from './document-id.ts';
import { type EventDefinition, type LookUp, needs } from './event-definition.ts';
import { personName, post, postLink } from './look-ups.ts';

/** The rules do not allow more. The first ones of a longer list count. */
const MAX_MENTIONS = 10;

/** Shown in place of a text that shows nothing. */
const BLANK_TEXT = '…';

const Id = v.pipe(v.string(), v.check(isDocumentId));

/** Admin scripts can write what the rules forbid. `null` means absent. */
const CommentDocument = v.object({
  postId: Id,
  authorId: Id,
  authorName: v.optional(v.unknown()),
  text: v.pipe(v.string(), v.nonEmpty()),
  parentId: v.nullish(v.string()),
  mentions: v.nullish(v.array(v.string())),
});

/**
 * Somebody writes a comment. Pushes go to the author of the parent comment, the mentioned users and
 * the author of the post, and then to the post's followers. A user gets one push, for the first of
 * these reasons.
 *
 * The reason is chosen before the settings are read: a user who turned replies off does not get a
 * push for a reply as a comment on their own post instead.
 */
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
  read(params, data) {
    const parsed = v.safeParse(CommentDocument, { ...data, ...params });
    if (!parsed.success) {
      return { skip: `malformed ${v.getDotPath(parsed.issues[0]) ?? 'document'}` };
    }
    const { postId, authorId, authorName, text, parentId, mentions } = parsed.output;
    const { commentId = '' } = params;
    const body = cleanText(text);
    const mentioned = [...new Set(mentions?.filter(isDocumentId))].slice(0, MAX_MENTIONS);
    const parent = asDocumentId(parentId);
    const name = visibleName(authorName);
    return needs(
      {
        post: post(postId),
        parentAuthor: parent ? commentAuthor(postId, parent) : undefined,
        name: name === undefined ? personName(authorId) : undefined,
      },
      (found) =>
        found.post.authorId === undefined
          ? { skip: 'no post with an author' }
          : {
              authorId,
              authorName: name ?? found.name,
              audience: [
                ...(found.parentAuthor ? [[found.parentAuthor, 'reply'] as const] : []),
                ...mentioned.map((uid) => [uid, 'mention'] as const),
                [found.post.authorId, 'comment'],
              ],
              thread: { id: postId, title: found.post.title, data: { postId } },
              body: isBlank(body) ? BLANK_TEXT : body,
              data: { commentId },
              link: postLink(postId),
              collapseKey: `${postId}/${commentId}`,
            },
      {
        followers: {
          collection: fillPath(COLLECTIONS.postFollowers, { postId }),
          reason: 'follow',
        },
      },
    );
  },
};

function commentAuthor(postId: string, commentId: string): LookUp<string | undefined> {
  return {
    path: `${fillPath(COLLECTIONS.comments, { postId })}/${commentId}`,
    fields: { authorId: COMMENT_FIELDS.authorId },
    parse: ({ authorId }) => asDocumentId(authorId),
  };
}
