import assert from 'node:assert/strict';
import { type EventDefinition, needs } from '../../../functions/src/events/event-definition.ts';
import { type EventExample, testEvent } from '../../../functions/testing/test-event.ts';

const ORDER: EventDefinition = {
  name: 'order',
  document: 'orders/{orderId}',
  reasons: { order: { setting: 'orders' } },
  texts: { en: { 'title.order': '{name} ordered' } },
  read: (_, { buyer, seller, note }) =>
    needs({}, () => ({
      authorId: String(buyer),
      audience: [[String(seller), 'order']],
      thread: { id: 'orders' },
      body: String(note),
    })),
};
const EXAMPLE: EventExample = {
  params: { orderId: 'o' },
  data: { buyer: 'joon', seller: 'mina', note: 'With milk' },
  hears: { mina: 'order' },
};

/** Returns the message of each test that fails, by its title. */
async function failures(change: object, example: object = {}, needless: readonly string[] = []) {
  const tests: [title: string, body: () => void | Promise<void>][] = [];
  testEvent(
    Object.assign({}, ORDER, change),
    { example: { ...EXAMPLE, ...example } },
    {
      needless,
      describe: (_, body) => body(),
      it: (title, body) => tests.push([title, body]),
    },
  );
  const failed: Record<string, string> = {};
  for (const [title, body] of tests) {
    await Promise.try(body).catch((error: Error) => {
      failed[title] = error.message;
    });
  }
  return failed;
}

/** Returns a definition whose notification has these other fields. */
const telling = (tells: (data: Readonly<Record<string, unknown>>) => object): object => ({
  read: (...args: Parameters<EventDefinition['read']>) => {
    const read = ORDER.read(...args);
    if ('skip' in read) return read;
    const describe = () => Object.assign(read.describe([]), tells(args[1]));
    return { ...read, describe };
  },
});

describe('testEvent', () => {
  it('finds nothing if everything is right', async () => {
    assert.deepEqual(await failures({}), {});
    assert.deepEqual(await failures(telling(() => ({ authorId: undefined }))), {});
  });

  const REACHES = 'reaches the expected users once, even if it comes again';
  const TITLE = 'has a title in every language';
  const FITS = 'fits into a message, even with a long text';
  const other = { ...ORDER.reasons, other: { setting: 'others' } };
  const titled = (en: string, ko?: string) => ({
    texts: { en: { 'title.order': en }, ...(ko !== undefined && { ko: { 'title.order': ko } }) },
  });
  const gathered = (text: string) => ({
    texts: { ...ORDER.texts, ko: { 'gathered.order': text } },
  });
  const forSome = (...audience: [string, string][]) => telling(() => ({ audience }));
  const cases: readonly [what: string, change: object, title: string, says: RegExp][] = [
    [
      'a setting of no name',
      { reasons: { order: { setting: '' } } },
      'can be deployed',
      /turn off/,
    ],
    [
      'a reason of no example',
      { reasons: other },
      'has an example for each of its reasons',
      /other/,
    ],
    ['an undeclared reason', forSome(['mina', 'typo']), REACHES, /has no reason typo/],
    ['an unexpected user', forSome(['mina', 'order'], ['sora', 'order']), REACHES, /sora order/],
    ['its own author', telling(() => ({ authorId: 'mina' })), REACHES, /concerns nobody/],
    ['a placeholder without a value', titled('{cups} cups'), TITLE, /cups/],
    ['a placeholder that is left', titled("'{'name'}'"), TITLE, /\{name\}/],
    ['no title in one language', titled('New', ''), TITLE, /in ko is “”/],
    ['a text of the inbox without its brace', gathered('{name'), TITLE, /BRACE/],
    ['a text of the inbox without a value', gathered('{cups}'), TITLE, /cups/],
    ['a text in data, never cut', telling(({ note }) => ({ data: { note } })), FITS, /“With milk”/],
  ];
  for (const [what, change, title, says] of cases) {
    it(`finds ${what}`, async () =>
      assert.match((await failures(change))[title] ?? 'passes', says));
  }

  it('accepts a reason that is declared needless', async () => {
    const texts = { en: { ...ORDER.texts?.en, 'title.other': 'Other' } };
    assert.deepEqual(await failures({ reasons: other, texts }, {}, ['other']), {});
  });

  it('finds a definition that reports each edit as an event', async () => {
    const before = { ...EXAMPLE.data, status: 'paid' };
    const data = { ...EXAMPLE.data, status: 'shipped' };
    let edits = 0;
    const again = { happened: () => `edit ${++edits}` };
    assert.match((await failures(again, { before, data }))[REACHES] ?? 'passes', /mina order/);
    const level = { happened: (_: object, after: object) => Object(after).status };
    const found = (await failures(level, { before, data }))[REACHES];
    assert.match(found ?? 'passes', /nothing has happened/);
    const once = {
      happened: (from: object, to: object) =>
        Object(from).status === Object(to).status ? undefined : Object(to).status,
    };
    assert.deepEqual(await failures(once, { before, data }), {});
  });

  it('asks for the functions of a test runner if none are global', () => {
    const { describe } = globalThis;
    Object.assign(globalThis, { describe: undefined });
    try {
      assert.throws(() => testEvent(ORDER, {}), /needs describe and it of your test runner/);
    } finally {
      Object.assign(globalThis, { describe });
    }
  });
});
