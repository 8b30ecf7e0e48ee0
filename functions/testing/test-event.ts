import assert from 'node:assert/strict';
import { checked } from '../src/events/check-definition.ts';
import { CHECKS, CHECKS_WITHOUT_PUSH } from './checks.ts';
import type { EventExample, TestEvent, TestEventOptions } from './example.ts';
import { Scene } from './scene.ts';

export type { EventExample, TestEventOptions };

export const testEvent: TestEvent = (definition, examples, options = {}) => {
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
      const message = 'no example has a push for these reasons, and they are not in needless';
      assert.deepEqual(missing, [], message);
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
};
