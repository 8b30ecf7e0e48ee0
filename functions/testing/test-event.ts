import assert from 'node:assert/strict';
import { checked } from '../src/events/check-definition.ts';
import type { EventDefinition } from '../src/events/event-definition.ts';
import { CHECKS, CHECKS_WITHOUT_PUSH } from './checks.ts';
import type { EventExample, TestEventOptions } from './example.ts';
import { Scene } from './scene.ts';

export type { EventExample, TestEventOptions };

/**
 * Tests an event by its examples: it reaches the expected users, and does what every event does.
 * Each user gets one push, if their settings allow it, in every language and within FCM's limit,
 * and the push is withdrawn in time. Runs in memory, in milliseconds.
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
export function testEvent(
  definition: EventDefinition,
  examples: Readonly<Record<string, EventExample>>,
  options: TestEventOptions = {},
): void {
  // Mocha and Vitest can have both as globals.
  const globals = globalThis as TestEventOptions;
  const { describe = globals.describe, it = globals.it, needless = [] } = options;
  if (describe === undefined || it === undefined) {
    throw new Error(
      'testEvent needs describe and it of your test runner: testEvent(event, examples, { describe, it }).',
    );
  }
  describe(`The event “${definition.name}”`, () => {
    it('can be deployed', () => void checked(definition));
    it('has an example for each of its reasons', () => {
      const shown = Object.values(examples).flatMap(({ hears }) => Object.values(hears));
      const missing = Object.keys(definition.reasons).filter(
        (reason) => !shown.includes(reason) && !needless.includes(reason),
      );
      assert.deepEqual(
        missing,
        [],
        'no example has a push for these reasons, and they are not in needless',
      );
    });
    for (const [title, example] of Object.entries(examples)) {
      describe(title, () => {
        const expectsNoPush = Object.keys(example.hears).length === 0;
        for (const [what, check] of Object.entries(expectsNoPush ? CHECKS_WITHOUT_PUSH : CHECKS)) {
          it(what, () =>
            check(example, (person, other = example) => new Scene(definition, other, person)),
          );
        }
      });
    }
  });
}
