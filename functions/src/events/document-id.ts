import * as v from 'valibot';

const DOCUMENT_ID = /^(?!\.{1,2}$)(?!__.*__$)[^/]+$/su;

/** Returns whether the string is a valid ID of a Firestore document. */
export function isDocumentId(id: string): boolean {
  return DOCUMENT_ID.test(id);
}

export const Id = v.pipe(v.string('must be a string'), v.check(isDocumentId, 'must be an ID'));

/** Returns the value if it is a valid ID of a document, else undefined. */
export function asDocumentId(value: unknown): string | undefined {
  return typeof value === 'string' && isDocumentId(value) ? value : undefined;
}

/**
 * Returns the path with its `{wildcards}` replaced by IDs.
 *
 * @example
 * fillPath('posts/{postId}/likes', { postId: 'p1' }); // 'posts/p1/likes'
 */
export function fillPath(path: string, params: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/gu, (wildcard, name) => params[name] ?? wildcard);
}
