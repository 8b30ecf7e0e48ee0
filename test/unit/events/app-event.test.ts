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
  type LookUp,
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
};
const FOLLOWERS = { collection: 'things/x/fans', reason: 'third' };

type Known = Parameters<typeof needs>[2] & Partial<EventDefinition>;

const star = (notification: Partial<Notification> = {}, known: Known = {}): EventDefinition => ({
  name: 'star',
  document: 'things/{thing}/stars/{star}',
  fields: { by: 'author' },
  reasons: REASONS,
  ...known,
  read({ thing = '' }, { by }) {
    if (by === undefined) return { skip: 'no author' };
    const owner: LookUp<unknown> = {
      path: `things/${thing}`,
      fields: { owner: 'o' },
      parse: ({ owner }) => owner ?? { skip: 'no owner' },
    };
    return needs({ owner }, () => ({ ...NOTIFICATION, ...notification }), known);
  },
});

interface World {
  readonly brought?: Fields | undefined;
  readonly stored?: Fields;
  readonly owner?: Fields;
  readonly followers?: FollowerRange;
  readonly now?: number;
}

describe('An event', () => {
  const asked: unknown[] = [];
  beforeEach(() => void asked.splice(0));

  function read(definition: EventDefinition, world: World = {}) {
    const { brought, stored, owner, followers, now }: World = {
      brought: { by: 'ana' },
      owner: { owner: 'bob' },
      ...world,
    };
    const store = {
      async read(...call: unknown[]) {
        asked.push(call);
        return stored;
      },
      lookUp: async () => [owner ?? {}],
      async followers(...call: unknown[]) {
        asked.push(call);
        return ['cho'];
      },
    };
    const event = eventRef(definition, { thing: 'x', star: 'y' }, 1_000);
    return readEvent(definition, event, store, { brought, followers, now });
  }

  it('has an ID of its document’s path and its definition’s name', () => {
    const params = { thing: 'x', star: 'y' };
    const { id, ...rest } = eventRef(star(), params, 1_000);
    assert.deepEqual(rest, { name: 'star', params, at: 1_000 });
    // A fixed value: after an update, a redelivery must find the earlier record.
    assert.equal(id, '83cdd230a54925155bcf7a480207f778');
    assert.equal(eventRef(star(), params, 2_000).id, id);
    const shipped = eventRef(star(), params, 1_000, 'shipped');
    assert.equal(shipped.what, 'shipped');
    assert.equal(shipped.id, '94a7f0bcf2f1d69a739cc148fb6fa963');
    assert.notEqual(eventRef(star(), { ...params, star: 'z' }, 1_000).id, id);
    assert.notEqual(eventRef({ ...star(), name: 'other' }, params, 1_000).id, id);
  });

  it('is read from its document, unless the caller has the data', async () => {
    const definition = star();
    const event = {
      definition,
      notification: NOTIFICATION,
      reasons: REASONS,
      path: 'things/x/stars/y',
      what: undefined,
      followers: undefined,
      named: [{ uid: 'bob', reason: 'first' }],
    };
    assert.deepEqual(await read(definition), event);
    assert.deepEqual(asked, []);
    const stored = { by: 'ana' };
    assert.deepEqual(await read(definition, { brought: undefined, stored }), event);
    assert.deepEqual(asked, [['things/x/stars/y', { by: 'author' }]]);
  });

  it('is skipped if it is deleted, or if it or a document that it looks up requires that', async () => {
    assert.deepEqual(await read(star(), { brought: undefined }), { skip: 'deleted' });
    assert.deepEqual(await read(star(), { brought: {} }), { skip: 'no author' });
    assert.deepEqual(await read(star(), { owner: {} }), { skip: 'no owner' });
    const followers = { ...FOLLOWERS, reason: 'typo' };
    const unknown = { skip: 'its definition has no reason typo' };
    assert.deepEqual(await read(star({}, { followers })), unknown);
  });

  it('names each user for the first reason, and never its author', async () => {
    const anyUid = fc.constantFrom('ana', 'bob', 'cho', 'dan', 'eve');
    const anyAudience = fc.array(
      fc.tuple(fc.option(anyUid, { nil: undefined }), fc.constantFrom('first', 'second', 'third')),
    );
    await fc.assert(
      fc.asyncProperty(anyUid, anyAudience, anyUid, async (authorId, audience, uid) => {
        const event = await read(star({ authorId, audience }));
        const named = 'named' in event ? event.named.filter((each) => each.uid === uid) : [];
        const first = audience.find(([each]) => each === uid && each !== authorId);
        assert.deepEqual(named, first ? [{ uid, reason: first[1] }] : []);
        assert.ok('named' in event && event.named.every((each) => each.uid !== undefined));
      }),
    );
  });

  it('has the requested followers, if it has any', async () => {
    const range = { after: 'a', limit: 3 };
    const followersOf = async (known: Known, world: World) => {
      const event = await read(star({}, known), world);
      return 'followers' in event && event.followers;
    };
    const { reason } = FOLLOWERS;
    const found = await followersOf({ followers: FOLLOWERS }, { followers: range });
    assert.deepEqual(found, { uids: ['cho'], reason });
    assert.deepEqual(asked, [[FOLLOWERS, range]]);
    assert.deepEqual(await followersOf({ followers: FOLLOWERS }, {}), { uids: [], reason });
    assert.equal(await followersOf({}, { followers: range }), undefined);
    assert.equal(asked.length, 1);
  });

  it('is too early before its time, if the caller asks that', async () => {
    const later = star({}, { notBefore: 6_000 });
    assert.deepEqual(await read(later, { now: 5_999 }), { notBefore: 6_000 });
    assert.ok('notification' in (await read(later, { now: 6_000 })));
    assert.ok('notification' in (await read(later)));
    assert.ok('notification' in (await read(star(), { now: 0 })));
  });

  it('is skipped if its data would leave no room for text', async () => {
    const others = Buffer.byteLength(JSON.stringify(['ana', 't', { a: 'b', c: 'é', d: 'x' }]));
    assert.equal((DATA_BYTES - others) % 2, 0, 'a quote takes two bytes');
    const quotes = '"'.repeat((DATA_BYTES - others) / 2);
    const withExtra = (extra: string) =>
      star({
        thread: { id: 't', data: { a: 'b' } },
        data: { c: 'é', d: `${quotes}${extra}` },
      });
    assert.ok('notification' in (await read(withExtra('x'))));
    assert.deepEqual(await read(withExtra('xx')), { skip: 'data too long for a push' });
  });
});
