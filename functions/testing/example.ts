import type { EventDefinition, Fields, Params } from '../src/events/event-definition.ts';

/** A document that is an event, and who gets a push for it. */
export interface EventExample {
  /** The values of the wildcards in its document's path. */
  readonly params: Params;
  /** Its document as it is in Firestore. For a change: after it. */
  readonly data: Fields;
  /** For a change: the document before it. */
  readonly before?: Fields;
  /** Other documents by path, such as those that are looked up, and followers. */
  readonly documents?: Readonly<Record<string, Fields>>;
  /** The reason of each user who gets a push, by uid. Nobody else may get one. */
  readonly hears: Readonly<Record<string, string>>;
}

/** Needed if `describe` and `it` are not global, or if examples do not show every reason. */
export interface TestEventOptions {
  /** Reasons that no example needs to show. */
  readonly needless?: readonly string[];
  readonly describe?: (title: string, body: () => void) => unknown;
  readonly it?: (title: string, body: () => void | Promise<void>) => unknown;
}

/**
 * Tests an event by its examples: it reaches the expected users, and does what every event does.
 * Each user gets one push, if their settings allow it, in every language and within FCM's limit.
 * Runs in memory, in milliseconds.
 *
 * @param examples by title; together they show each of its reasons
 * @param options `describe` and `it` of the test runner, if they are not global
 * @example
 * ```ts
 * // Not with Mocha, or Vitest with `globals: true`.
 * import { describe, it } from 'vitest'; // or 'node:test'
 * import { testEvent } from 'comment-push/testing';
 *
 * testEvent(order, {
 *   'an order': {
 *     params: { orderId: 'o' },
 *     data: { buyer: 'joon', seller: 'mina', cups: 2 },
 *     hears: { mina: 'order' },
 *   },
 * }, { describe, it });
 * ```
 */
export type TestEvent = (
  definition: EventDefinition,
  examples: Readonly<Record<string, EventExample>>,
  options?: TestEventOptions,
) => void;

/** Returns the example with each text that equals `text` replaced. */
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

/** Returns the texts of its documents that are no user's and no document's ID. They can be long. */
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
