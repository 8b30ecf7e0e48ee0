import * as v from 'valibot';
import { cleanLine, cleanText, isBlank } from './clean-text.ts';
import { IDS_BYTES, jsonBytes } from './payload-limit.ts';

/** A comment as it was written, ready to be shown: its texts are clean, its IDs usable. */
export interface Comment {
  readonly postId: string;
  readonly commentId: string;
  readonly authorId: string;
  /** Absent where the document has no name that a reader could see. */
  readonly authorName?: string;
  readonly text: string;
  /** The comment of the same post that this one answers. */
  readonly parentId?: string;
  /** Distinct user IDs. */
  readonly mentions: readonly string[];
}

/** Either the comment, or why it gets no push, in words that quote nothing of the document. */
export type ParsedComment = { readonly ok: Comment } | { readonly skip: string };

/** The rules allow no more; of a longer list the first ones count. */
const MAX_MENTIONS = 10;

/** Stands in for a text in which there is nothing to see. */
const BLANK_TEXT = '…';

const DOCUMENT_ID = /^(?!\.{1,2}$)(?!__.*__$)[^/]+$/su;

/** Whether Firestore takes the string as a document's ID, so that a path can be built of it. */
export function isDocumentId(id: string): boolean {
  return DOCUMENT_ID.test(id);
}

const CommentDocument = v.object({
  authorId: v.pipe(v.string(), v.check(isDocumentId)),
  authorName: v.fallback(v.nullish(v.string()), undefined),
  text: v.pipe(v.string(), v.nonEmpty()),
  parentId: v.nullish(v.string()),
  mentions: v.nullish(v.array(v.string())),
});

/**
 * Reads a comment's document, which an admin script can have written past the rules. Never
 * throws: a field of the wrong type skips the comment; `null` is the same as absent.
 */
export function parseComment(
  { postId, commentId }: { readonly postId: string; readonly commentId: string },
  data: unknown,
): ParsedComment {
  const parsed = v.safeParse(CommentDocument, data);
  if (!parsed.success) {
    return { skip: `malformed ${v.getDotPath(parsed.issues[0]) ?? 'document'}` };
  }
  const { authorId, authorName, text, parentId, mentions } = parsed.output;
  if (2 * jsonBytes(postId) + jsonBytes(commentId) + jsonBytes(authorId) > IDS_BYTES) {
    return { skip: 'IDs too long for a push' };
  }
  const name = cleanLine(authorName ?? '');
  const body = cleanText(text);
  return {
    ok: {
      postId,
      commentId,
      authorId,
      ...(!isBlank(name) && { authorName: name }),
      text: isBlank(body) ? BLANK_TEXT : body,
      ...(parentId && isDocumentId(parentId) && { parentId }),
      mentions: [...new Set(mentions?.filter(isDocumentId))].slice(0, MAX_MENTIONS),
    },
  };
}
