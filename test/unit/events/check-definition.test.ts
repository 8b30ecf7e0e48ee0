import assert from 'node:assert/strict';
import { order } from '../../../examples/host-app/kit-source/order.ts';
import { checked } from '../../../functions/src/events/check-definition.ts';
import { comment } from '../../../functions/src/events/comment.ts';
import type { EventDefinition } from '../../../functions/src/events/event-definition.ts';
import { like } from '../../../functions/src/events/like.ts';
import { newFollower } from '../../../functions/src/events/new-follower.ts';
import { push } from '../../../functions/src/events/push.ts';

const says = (change: object): string => {
  const definition: EventDefinition = Object.assign({}, order, change);
  try {
    checked(definition);
    return 'can work';
  } catch (error) {
    assert.ok(error instanceof Error && error.stack === error.message, 'no stack');
    return error.message;
  }
};

describe('A definition', () => {
  it('that can work is returned', () => {
    for (const each of [order, comment, like, newFollower, push]) assert.equal(checked(each), each);
  });

  const cases: readonly [string, object, RegExp][] = [
    ['has a name that is no word', { name: 'my order' }, /“my order” can’t work: its name must/],
    ['is about a collection', { document: 'orders' }, /its document “orders” must be .*orders\/\{/],
    [
      'has a reason that is no word',
      { reasons: { 'an order': { setting: 'orders' } } },
      /its reason “an order” must be a word/,
    ],
    ...['', 'my orders', 'muted', 'quietHours'].map((setting): [string, object, RegExp] => [
      `has the setting “${setting}”`,
      { reasons: { order: { setting } } },
      /nobody can turn off its reason “order”: .* firestore\.rules/,
    ]),
    ['has no title', { texts: {} }, /no text “title\.order” in English: .*languages\/en\.json/],
    [
      'has its title only in another language',
      { texts: { ko: { 'title.order': '주문' } } },
      /no text “title\.order” in English/,
    ],
  ];
  for (const [what, change, sentence] of cases) {
    it(`that ${what} is refused`, () => assert.match(says(change), sentence));
  }

  it('is refused with all of its mistakes at once', () => {
    assert.match(says({ name: '', texts: {} }), /its name must .*; no text/);
  });
});
