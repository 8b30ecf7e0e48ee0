import {
  endOf,
  filled,
  isBefore,
  reaches,
  type Shard,
  type ShardWrites,
  settled,
  UNMADE,
} from './shard.ts';

/** A shard as it was read, over whose version alone it is written. */
export interface FoundShard<Version> extends Shard {
  readonly version: Version;
}

/** A collection whose documents' IDs are kept in shards. */
export interface ShardedCollection<Version> {
  /** IDs in one shard at most. */
  readonly shardSize: number;
  /** The first shard whose range ends with the ID or later. */
  shardOf(id: string): Promise<FoundShard<Version> | undefined>;
  /** The first shard whose range ends later than with the ID; without one the first of all. */
  shardAfter(id: string | undefined): Promise<FoundShard<Version> | undefined>;
  /** Those of the IDs whose documents exist. */
  existing(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Up to `limit` IDs of documents in their order, those after `after`. */
  documents(after: string | undefined, limit: number): Promise<string[]>;
  /**
   * Without one that was read, the replaced shard must not be there yet.
   *
   * @throws where somebody else has written meanwhile: then all must be read again
   */
  write(writes: ShardWrites, read: FoundShard<Version> | undefined): Promise<void>;
}

/**
 * Brings one shard up to whether documents exist, by IDs in their order. Answers those that belong to
 * other shards, to call it with again.
 *
 * However many run at once, and in whatever order events come: a run reads the shard before the
 * documents, and writes it even where nothing changes. So a run that read a document before its last
 * change writes before the run that this change causes, or not at all.
 */
export async function keepInShard<V>(
  collection: ShardedCollection<V>,
  ids: readonly string[],
): Promise<readonly string[]> {
  const [first] = ids;
  if (first === undefined) return [];
  const shard = await collection.shardOf(first);
  if (shard === undefined) {
    const read = await collection.documents(undefined, collection.shardSize + 1);
    await collection.write(filled(UNMADE, undefined, read, collection.shardSize), undefined);
    return [];
  }
  const asked = ids.filter((id) => reaches(shard, id));
  const there = shard.isPartial ? new Set<string>() : await collection.existing(asked);
  await collection.write(settled(shard, asked, there, collection.shardSize), shard);
  return ids.slice(asked.length);
}

/** What was found of a shard, and is mended. */
export interface Filled {
  /** The last ID of its range, after which to go on; undefined where that was the last range. */
  readonly upTo: string | undefined;
  /** Documents of that range. */
  readonly ids: number;
  /** IDs that were missing in it, or too many. */
  readonly wrong: number;
}

/**
 * Makes the next shard after an ID hold what the documents say, and makes shards of what has none. It
 * only looks where it is not to write.
 */
export async function fillNext<V>(
  collection: ShardedCollection<V>,
  after: string | undefined,
  write: boolean,
): Promise<Filled> {
  const found = await collection.shardAfter(after);
  const read = await collection.documents(after, collection.shardSize + 1);
  if (found === undefined && read.length === 0) return { upTo: undefined, ids: 0, wrong: 0 };
  const shard = found ?? UNMADE;
  const writes = filled(shard, after, read, collection.shardSize);
  const now = writes.create ?? writes.replace;
  const before = shard.ids.filter((id) => reaches(now, id));
  const wrong = new Set(before).symmetricDifference(new Set(now.ids)).size;
  if (write && (shard.isPartial || wrong > 0)) await collection.write(writes, found);
  return { upTo: endOf(now), ids: read.filter((id) => reaches(now, id)).length, wrong };
}

/** Up to `limit` IDs of a collection's documents in their order, those after `after`. */
export async function readIds<V>(
  { shardAfter, documents }: Pick<ShardedCollection<V>, 'shardAfter' | 'documents'>,
  after: string | undefined,
  limit: number,
): Promise<string[]> {
  const ids: string[] = [];
  for (let from = after; ; ) {
    const shard = await shardAfter(from);
    const left = limit - ids.length;
    if (shard === undefined || shard.isPartial) return [...ids, ...(await documents(from, left))];
    const begin = from;
    ids.push(
      ...shard.ids.filter((id) => begin === undefined || isBefore(begin, id)).slice(0, left),
    );
    from = endOf(shard);
    if (ids.length === limit || from === undefined) return ids;
  }
}
