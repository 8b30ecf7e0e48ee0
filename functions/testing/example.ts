import type { Fields, Params } from '../src/events/event-definition.ts';

/** A document that is an event, and who is to hear of it. */
export interface EventExample {
  /** The wildcards of its document's path. */
  readonly params: Params;
  /** Its document as it stands in Firestore; of a change, as it stands afterwards. */
  readonly data: Fields;
  /** Of a change: the document before it. */
  readonly before?: Fields;
  /** Other documents by their paths: those that are looked up, those of followers. */
  readonly documents?: Readonly<Record<string, Fields>>;
  /** The reason of each who is to hear of it, by uid. Nobody else may hear. */
  readonly hears: Readonly<Record<string, string>>;
}

/** What differs where it is not the globals `describe` and `it` that tests are made by. */
export interface TestEventOptions {
  /** Reasons that no example needs to show. */
  readonly needless?: readonly string[];
  readonly describe?: (title: string, body: () => void) => unknown;
  readonly it?: (title: string, body: () => void | Promise<void>) => unknown;
}

/** The example with each text that is one of these replaced by another, at whatever depth. */
export function withText(example: EventExample, text: string, other: string): EventExample {
  const replace = (value: unknown): unknown => {
    if (value === text) return other;
    if (Array.isArray(value)) return value.map(replace);
    return isPlain(value)
      ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, replace(each)]))
      : value;
  };
  const fieldsOf = (fields: Fields): Fields => Object(replace(fields));
  const { data, before, documents = {} } = example;
  return {
    ...example,
    data: fieldsOf(data),
    ...(before && { before: fieldsOf(before) }),
    documents: Object.fromEntries(
      Object.entries(documents).map(([path, fields]) => [path, fieldsOf(fields)]),
    ),
  };
}

/** Every text of its documents that is nobody's and no document's ID: it may be of any length. */
export function textsOf(
  { params, data, documents = {}, hears }: EventExample,
  authorId: string | undefined,
): string[] {
  const ids = new Set([
    authorId,
    ...Object.values(params),
    ...Object.keys(hears),
    ...Object.keys(documents).flatMap((path) => path.split('/')),
  ]);
  const texts = (value: unknown): string[] => {
    if (typeof value === 'string') return ids.has(value) ? [] : [value];
    const inner = isPlain(value) ? Object.values(value) : value;
    return Array.isArray(inner) ? inner.flatMap(texts) : [];
  };
  return [...new Set(texts([data, ...Object.values(documents)]))];
}

const isPlain = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
