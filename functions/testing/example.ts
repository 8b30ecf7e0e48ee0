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

/** Returns the example with each text in its documents replaced that equals `text`. */
export function withText(example: EventExample, text: string, other: string): EventExample {
  const { params, hears } = example;
  return { ...mapTexts(example, (each) => (each === text ? other : each)), params, hears };
}

/** Returns the document's texts that can be long: all except uids and IDs of documents. */
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
  const texts = new Set<string>();
  mapTexts([data, documents], (text) => {
    if (!ids.has(text)) texts.add(text);
    return text;
  });
  return [...texts];
}

/** Returns a copy of plain data with each text changed. */
function mapTexts<T>(value: T, change: (text: string) => string): T {
  const changed = (each: unknown): unknown => {
    if (typeof each === 'string') return change(each);
    if (Array.isArray(each)) return each.map(changed);
    if (Object.getPrototypeOf(Object(each)) !== Object.prototype) return each;
    return Object.fromEntries(
      Object.entries(Object(each)).map(([name, inner]) => [name, changed(inner)]),
    );
  };
  return changed(value) as T;
}
