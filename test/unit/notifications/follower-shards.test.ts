import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type FoundShard,
  fillNext,
  keepInShard,
  readIds,
  type ShardedCollection,
} from '../../../functions/src/notifications/followers/keep-shards.ts';
import type { Shard, ShardWrites } from '../../../functions/src/notifications/followers/shard.ts';

const SIZE = 3;
/** In Firestore's order. That of the last two is another one in UTF-16. */
const IDS = ['__x__', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', '~', '\uFF5E', '\u{1F600}'];

/** Where a shard's name stands among the IDs. */
const rank = (name: string) => (name.length === 1 ? IDS.length : IDS.indexOf(name.slice(1)));

class Conflict extends Error {}

/** A collection with its shards in memory. Before each call others may be about theirs. */
class Collection implements ShardedCollection<number> {
  readonly shardSize = SIZE;
  readonly followers = new Set<string>();
  readonly shards = new Map<string, FoundShard<number>>();
  readonly #turn: () => Promise<unknown>;
  #writes = 0;

  constructor(turn: () => Promise<unknown> = async () => {}) {
    this.#turn = turn;
  }

  #from = (least: number) =>
    [...this.shards.values()].filter(({ name }) => rank(name) >= least).sort(byName)[0];

  async shardOf(id: string) {
    await this.#turn();
    return this.#from(IDS.indexOf(id));
  }

  shardAfter = async (id: string | undefined) => {
    await this.#turn();
    return this.#from(id === undefined ? 0 : IDS.indexOf(id) + 1);
  };

  async existing(ids: readonly string[]) {
    await this.#turn();
    return this.followers.intersection(new Set(ids));
  }

  documents = async (after: string | undefined, limit: number) => {
    await this.#turn();
    const from = after === undefined ? 0 : IDS.indexOf(after) + 1;
    return IDS.slice(from)
      .filter((id) => this.followers.has(id))
      .slice(0, limit);
  };

  sorted = () => IDS.filter((id) => this.followers.has(id));

  async write({ create, replace }: ShardWrites, read: FoundShard<number> | undefined) {
    await this.#turn();
    const isFree = create === undefined || !this.shards.has(create.name);
    if (!isFree || this.shards.get(replace.name)?.version !== read?.version) throw new Conflict();
    for (const shard of [...(create ? [create] : []), replace]) {
      this.#writes += 1;
      this.shards.set(shard.name, { ...shard, version: this.#writes });
    }
  }
}

const byName = (a: Shard, b: Shard) => rank(a.name) - rank(b.name);

/** As often as somebody else was faster. */
async function untilWritten<T>(run: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
    }
  }
}

async function keep(collection: Collection, ids: readonly string[]): Promise<void> {
  for (let rest = ids; rest.length > 0; ) {
    const [now] = [rest];
    rest = await untilWritten(() => keepInShard(collection, now));
  }
}

async function fill(collection: Collection, write = true): Promise<number> {
  let wrong = 0;
  for (let after: string | undefined; ; ) {
    const [from] = [after];
    const step = await untilWritten(() => fillNext(collection, from, write));
    wrong += step.wrong;
    if (step.upTo === undefined) return wrong;
    after = step.upTo;
  }
}

/** What a comment's pages read. */
async function pagesOf(collection: Collection): Promise<string[]> {
  const all: string[] = [];
  for (;;) {
    const page = await readIds(collection, all.at(-1), 2);
    all.push(...page);
    if (page.length < 2) return all;
  }
}

const holds = (collection: Collection) =>
  [...collection.shards.values()].sort(byName).flatMap(({ ids }) => ids);
const isWhole = (collection: Collection) =>
  collection.shards.size > 0 && [...collection.shards.values()].every((each) => !each.isPartial);

describe('Shards of followers', () => {
  const ids = fc.subarray(IDS);
  const change = fc.record({
    ids: fc.subarray(IDS, { minLength: 1, maxLength: 3 }),
    again: fc.boolean(),
  });
  const changes = fc.array(change, { minLength: 1, maxLength: 16, size: 'max' });

  it('hold who follows, however follows, unfollows, their events and a filling interleave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        ids,
        changes,
        fc.boolean(),
        async (s, before, each, filling) => {
          const collection = new Collection(() => s.schedule(Promise.resolve()));
          for (const id of before) collection.followers.add(id);
          const people = each.map(async ({ ids: changed, again }) => {
            await s.schedule(Promise.resolve());
            for (const id of changed) {
              if (!collection.followers.delete(id)) collection.followers.add(id);
            }
            // An event comes at any time after what it tells of, and perhaps twice.
            await Promise.all([keep(collection, changed), again && keep(collection, changed)]);
          });
          const all = Promise.all([...people, filling && fill(collection)]);
          await s.waitFor(all);
          const pages = s.waitFor(pagesOf(collection));
          assert.deepEqual(await pages, collection.sorted());
          if (isWhole(collection)) assert.deepEqual(holds(collection), collection.sorted());
          const missing = collection.followers.size - holds(collection).length;
          assert.equal(await s.waitFor(fill(collection)), missing);
          assert.deepEqual(holds(collection), collection.sorted());
          for (const shard of collection.shards.values()) assert.ok(shard.ids.length <= SIZE);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
