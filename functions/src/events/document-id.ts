const DOCUMENT_ID = /^(?!\.{1,2}$)(?!__.*__$)[^/]+$/su;

/** Whether Firestore takes the string as a document's ID, so that a path can be built of it. */
export function isDocumentId(id: string): boolean {
  return DOCUMENT_ID.test(id);
}

/** The value if it can be a document's ID. */
export function asDocumentId(value: unknown): string | undefined {
  return typeof value === 'string' && isDocumentId(value) ? value : undefined;
}

/** The path with its `{wildcards}` filled in, each by an ID. */
export function fillPath(path: string, params: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/gu, (wildcard, name) => params[name] ?? wildcard);
}
