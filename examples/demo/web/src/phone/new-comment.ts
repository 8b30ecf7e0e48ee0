import type { NewComment } from '../push-client.ts';

export interface Draft {
  readonly text: string;
  readonly parentId: string | undefined;
}

export interface Writer {
  readonly authorId: string;
  readonly authorName: string;
}

/** Somebody who can be mentioned. */
export interface Mentionable {
  readonly name: string;
  /** Undefined for one who has never signed in. */
  readonly uid: string | undefined;
}

/** The comment to write; `@Name` in its text mentions. Undefined where there is no text. */
export function newComment(
  { text, parentId }: Draft,
  { authorId, authorName }: Writer,
  { name, uid }: Mentionable,
): NewComment | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return {
    authorId,
    authorName,
    text: trimmed,
    ...(parentId !== undefined && { parentId }),
    ...(uid !== undefined && trimmed.includes(`@${name}`) && { mentions: [uid] }),
  };
}
