import assert from 'node:assert/strict';
import { checked } from '../src/events/check-definition.ts';
import type { EventDefinition } from '../src/events/event-definition.ts';
import { CHECKS, CHECKS_OF_NOBODY } from './checks.ts';
import type { EventExample, TestEventOptions } from './example.ts';
import { Scene } from './scene.ts';

export type { EventExample, TestEventOptions };

/**
 * Tests that an event reaches whom it should by its examples, and does all that every event does: told
 * once, to nobody who does not want it, in every language, within FCM's limit, withdrawn in time. In
 * memory, in milliseconds.
 *
 * @param examples by their titles; together they show each of its reasons
 * @param options `describe` and `it` of the test runner, where they are no globals
 * @example
 * ```ts
 * // Mocha, or Vitest with `globals: true`; else: import { describe, it } from 'vitest', or 'node:test'
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
      assert.deepEqual(missing, [], 'nobody hears for these in any example, nor are they needless');
    });
    for (const [title, example] of Object.entries(examples)) {
      describe(title, () => {
        const isForNobody = Object.keys(example.hears).length === 0;
        for (const [what, check] of Object.entries(isForNobody ? CHECKS_OF_NOBODY : CHECKS)) {
          it(what, () =>
            check(example, (person, other = example) => new Scene(definition, other, person)),
          );
        }
      });
    }
  });
}
