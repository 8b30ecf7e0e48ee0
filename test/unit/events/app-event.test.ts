import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  DATA_BYTES,
  eventRef,
  type FollowerRange,
  readEvent,
} from '../../../functions/src/events/app-event.ts';
import {
  type EventDefinition,
  type Fields,
  type Notification,
  needs,
} from '../../../functions/src/events/event-definition.ts';

const NOTIFICATION: Notification = {
  authorId: 'ana',
  audience: [['bob', 'first']],
  thread: { id: 't' },
  body: 'Hi',
};

const REASONS = {
  first: { setting: 'firsts' },
  second: { setting: 'seconds' },
  third: { setting: 'thirds' },
  later: { setting: 'laters' },
};

/** An event of stars under a thing, which tells this. */
const star = (
  tells: Partial<Notification> = {},
  known: Parameters<typeof needs>[2] & Partial<EventDefinition> = {},
): EventDefinition => ({
  name: 'star',
  document: 'things/{thing}/stars/{star}',
  fields: { by: 'author' },
  reasons: REASONS,
  ...known,
  read: ({ thing = '' }, { by }) =>
    by === undefined
      ? { skip: 'no author' }
      : needs(
          {
            thing: { path: `things/${thing}`, fields: { owner: 'o' }, parse: ({ owner }) => owner },
          },
          (found) =>
            found.thing === undefined ? { skip: 'no owner' } : { ...NOTIFICATION, ...tells },
          known,
        ),
});

describe('An event', () => {
  const asked: unknown[] = [];
  beforeEach(() => void asked.splice(0));

  function read(
    definition: EventDefinition,
    {
      brought = { by: 'ana' },
      owner = 'bob',
      ...wanted
    }: {
      readonly brought?: Fields | null;
      readonly owner?: string | null;
      readonly followers?: FollowerRange;
      readonly now?: number;
      readonly stored?: Fields;
    } = {},
  ) {
    const store = {
      read: async (...call: unknown[]) => {
        asked.push(call);
        return wanted.stored;
      },
      lookUp: async () => [owner === null ? {} : { owner }],
      followers: async (...call: unknown[]) => {
        asked.push(call);
        return ['cho'];
      },
    };
    const event = eventRef(definition, { thing: 'x', star: 'y' }, 1_000);
    return readEvent(definition, event, store, {
      brought: brought ?? undefined,
      followers: wanted.followers,
      now: wanted.now,
    });
  }

  it('is known by its document and its definition’s name, whenever it happens', () => {
    const params = { thing: 'x', star: 'y' };
    const { id, ...rest } = eventRef(star(), params, 1_000);
    assert.deepEqual(rest, { name: 'star', params, at: 1_000 });
    // Pinned: a redelivery after an update must find the record from before.
    assert.equal(id, '83cdd230a54925155bcf7a480207f778');
    assert.equal(eventRef(star(), params, 2_000).id, id);
    const shipped = eventRef(star(), params, 1_000, 'shipped');
    assert.equal(shipped.what, 'shipped');
    assert.equal(shipped.id, '94a7f0bcf2f1d69a739cc148fb6fa963');
    const others = [
      eventRef(star(), { ...params, star: 'z' }, 1_000),
      eventRef({ ...star(), name: 'other' }, params, 1_000),
      shipped,
    ];
    for (const other of others) assert.notEqual(other.id, id);
  });

  it('is what its document tells, which is read where the caller has not brought it', async () => {
    const definition = star();
    const event = {
      definition,
      notification: NOTIFICATION,
      ...{ path: 'things/x/stars/y', what: undefined, reasons: REASONS },
      named: [{ uid: 'bob', reason: 'first' }],
      followers: undefined,
    };
    assert.deepEqual(await read(definition), event);
    assert.deepEqual(asked, []);
    assert.deepEqual(await read(definition, { brought: null, stored: { by: 'ana' } }), event);
    assert.deepEqual(asked, [['things/x/stars/y', { by: 'author' }]]);
  });

  it('is for nobody where it is deleted, or says so, or what it looks up does', async () => {
    assert.deepEqual(await read(star(), { brought: null }), { skip: 'deleted' });
    assert.deepEqual(await read(star(), { brought: {} }), { skip: 'no author' });
    assert.deepEqual(await read(star(), { owner: null }), { skip: 'no owner' });
    const followers = { collection: 'things/x/fans', reason: 'typo' };
    const unknown = { skip: 'its definition has no reason typo' };
    assert.deepEqual(await read(star({}, { followers })), unknown);
  });

  it('names each for the first reason, and never who did it', async () => {
    const anyUid = fc.constantFrom('ana', 'bob', 'cho', 'dan', 'eve');
    const anyAudience = fc.array(fc.tuple(anyUid, fc.constantFrom('first', 'second', 'third')));
    await fc.assert(
      fc.asyncProperty(anyUid, anyAudience, anyUid, async (authorId, audience, uid) => {
        const event = await read(star({ authorId, audience }));
        const named = 'named' in event ? event.named.filter((each) => each.uid === uid) : [];
        const first = audience.find(([each]) => each === uid && each !== authorId);
        assert.deepEqual(named, first ? [{ uid: first[0], reason: first[1] }] : []);
      }),
    );
  });

  it('has the followers that are asked for, where it has any', async () => {
    const followers = { collection: 'things/x/fans', reason: 'later' };
    const range = { after: 'a', limit: 3 };
    const event = await read(star({}, { followers }), { followers: range });
    assert.deepEqual('followers' in event && event.followers, { uids: ['cho'], reason: 'later' });
    assert.deepEqual(asked, [[followers, range]]);
    const unasked = await read(star({}, { followers }));
    assert.deepEqual('followers' in unasked && unasked.followers, { uids: [], reason: 'later' });
    const without = await read(star(), { followers: range });
    assert.equal('followers' in without && without.followers, undefined);
    assert.equal(asked.length, 1);
  });

  for (const [what, known, notBefore] of [
    ['within its undo window', { undoSeconds: 5 }, 6_000],
    ['before its own time', { notBefore: 6_000 }, 6_000],
    ['before the later of both', { undoSeconds: 5, notBefore: 7_000 }, 7_000],
  ] as const) {
    it(`is too early ${what}, where that is asked`, async () => {
      const early = await read(star({}, known), { now: notBefore - 1 });
      assert.deepEqual(early, { notBefore });
      assert.ok('notification' in (await read(star({}, known), { now: notBefore })));
      assert.ok('notification' in (await read(star({}, known))));
    });
  }

  it('is skipped where its data would leave no room for text', async () => {
    const others = Buffer.byteLength(JSON.stringify(['ana', 't', { a: 'b', c: 'é', d: 'x' }]));
    assert.equal((DATA_BYTES - others) % 2, 0, 'a quote takes two bytes');
    const quotes = '"'.repeat((DATA_BYTES - others) / 2);
    const tells = (extra: string) => ({
      thread: { id: 't', data: { a: 'b' } },
      data: { c: 'é', d: `${quotes}${extra}` },
    });
    assert.ok('notification' in (await read(star(tells('x')))));
    assert.deepEqual(await read(star(tells('xx'))), { skip: 'data too long for a push' });
  });
});
