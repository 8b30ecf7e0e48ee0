import { COLLECTIONS, POST_FIELDS, POST_LINK, USER_FIELDS } from '../config/app-data.ts';
import { cleanLine, visibleName } from './clean-text.ts';
import { asDocumentId, fillPath } from './document-id.ts';
import type { LookUp } from './event-definition.ts';

/** Documents that several events need. */

/** Maximum length in a push or an inbox, in characters. */
const MAX_TITLE_LENGTH = 200;

interface Post {
  /** Undefined if the post does not exist or has no author. */
  readonly authorId: string | undefined;
  readonly title: string | undefined;
}

export function post(postId: string): LookUp<Post> {
  return {
    path: `${COLLECTIONS.posts}/${postId}`,
    fields: POST_FIELDS,
    parse: ({ authorId, title }) => ({
      authorId: asDocumentId(authorId),
      title: typeof title === 'string' ? cleanLine(title.slice(0, MAX_TITLE_LENGTH)) : undefined,
    }),
  };
}

/** Returns the path of the web page that a click on a push about the post opens. */
export function postLink(postId: string): string {
  return fillPath(POST_LINK, { postId: encodeURIComponent(postId) });
}

/** The name of a user. For events whose own document does not contain it. */
export function personName(uid: string): LookUp<string | undefined> {
  return {
    path: `${COLLECTIONS.users}/${uid}`,
    fields: { displayName: USER_FIELDS.displayName },
    parse: ({ displayName }) => visibleName(displayName),
  };
}
