import {
  COLLECTIONS,
  COMMENT_FIELDS,
  POST_FIELDS,
  POST_LINK,
  USER_FIELDS,
} from '../config/app-data.ts';
import { cleanLine, visibleName } from './clean-text.ts';
import { asDocumentId, fillPath } from './document-id.ts';
import type { LookUp, Thread } from './event-definition.ts';

/** Documents that events look up. */

/** Maximum length in a push or an inbox, in characters. */
const MAX_TITLE_LENGTH = 200;

interface Post {
  readonly authorId: string;
  /** The parts that all pushes about the post share. */
  readonly base: { readonly thread: Thread; readonly link: string };
}

/** A post without an author causes no pushes. */
export function post(postId: string): LookUp<Post> {
  return {
    path: `${COLLECTIONS.posts}/${postId}`,
    fields: POST_FIELDS,
    parse(data) {
      const authorId = asDocumentId(data.authorId);
      if (authorId === undefined) return { skip: 'no post with an author' };
      const title =
        typeof data.title === 'string'
          ? cleanLine(data.title.slice(0, MAX_TITLE_LENGTH))
          : undefined;
      const link = fillPath(POST_LINK, { postId: encodeURIComponent(postId) });
      return { authorId, base: { thread: { id: postId, title, data: { postId } }, link } };
    },
  };
}

/** The author of another comment of the post, or undefined if `commentId` is no ID. */
export function commentAuthor(
  postId: string,
  commentId: unknown,
): LookUp<string | undefined> | undefined {
  const id = asDocumentId(commentId);
  if (id === undefined) return undefined;
  return {
    path: `${fillPath(COLLECTIONS.comments, { postId })}/${id}`,
    fields: { authorId: COMMENT_FIELDS.authorId },
    parse: ({ authorId }) => asDocumentId(authorId),
  };
}

/** The name of a user, for events whose own document does not contain it. */
export function personName(uid: string): LookUp<string | undefined> {
  return {
    path: `${COLLECTIONS.users}/${uid}`,
    fields: { displayName: USER_FIELDS.displayName },
    parse: ({ displayName }) => visibleName(displayName),
  };
}
