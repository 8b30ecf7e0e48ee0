import { FieldPath, type Firestore, type QueryDocumentSnapshot } from 'firebase-admin/firestore';
import * as v from 'valibot';
import { optimistically } from '../../tokens/optimistic.ts';
import {
  type Filled,
  type FoundShard,
  fillNext,
  keepInShard,
  type ShardedCollection,
} from './keep-shards.ts';
import { endingWith, inOrder, type Shard } from './shard.ts';

/**
 * IDs in one shard: each follow writes all of them anew, and each page of followers reads them. They
 * take 30 KB as usual uids, and 128 KB as the longest.
 */
const SHARD_SIZE = 1_000;

type Version = QueryDocumentSnapshot['updateTime'];

/** No ID has it. One text is written and read faster than a list, and gets one entry in the index. */
const SEPARATOR = '/';

const StoredShard = v.object({ ids: v.string(), isPartial: v.boolean(), changes: v.number() });

/** A collection, with its shards in `{collection}Shards/{name}`. */
export function shardedCollection(db: Firestore, path: string): ShardedCollection<Version> {
  const documents = db.collection(path);
  const shards = db.collection(shardsOf(path));
  const sorted = shards.orderBy(FieldPath.documentId()).limit(1);
  return {
    shardSize: SHARD_SIZE,
    async shardOf(id) {
      return fromQuery(await sorted.startAt(endingWith(id)).get());
    },
    async shardAfter(id) {
      return fromQuery(await (id === undefined ? sorted : sorted.startAfter(endingWith(id))).get());
    },
    async existing(ids) {
      const found = await db.getAll(...ids.map((id) => documents.doc(id)));
      return new Set(found.filter((each) => each.exists).map((each) => each.id));
    },
    async documents(after, limit) {
      const all = documents.orderBy(FieldPath.documentId()).select().limit(limit);
      const found = await (after === undefined ? all : all.startAfter(after)).get();
      return found.docs.map((each) => each.id);
    },
    async write({ create, replace }, read) {
      const batch = db.batch();
      if (create) batch.create(shards.doc(create.name), toData(create));
      const replaced = shards.doc(replace.name);
      if (read) batch.update(replaced, toData(replace), { lastUpdateTime: read.version });
      else batch.create(replaced, toData(replace));
      await batch.commit();
    },
  };
}

/** Brings the shards of a collection up to whether the documents of some IDs exist. */
export async function keepShards(
  db: Firestore,
  path: string,
  ids: readonly string[],
): Promise<void> {
  const collection = shardedCollection(db, path);
  for (let rest: readonly string[] = [...new Set(ids)].sort(inOrder); rest.length > 0; ) {
    const asked = rest;
    rest = await optimistically(() => keepInShard(collection, asked));
  }
}

/**
 * Compares all shards of a collection with its documents, a read for each of them, one shard after the
 * other. Makes them right where it is to write.
 */
export async function* fillShards(
  db: Firestore,
  path: string,
  write: boolean,
): AsyncGenerator<Filled> {
  const collection = shardedCollection(db, path);
  for (let after: string | undefined; ; ) {
    const from = after;
    const filled = await optimistically(() => fillNext(collection, from, write));
    yield filled;
    if (filled.upTo === undefined) return;
    after = filled.upTo;
  }
}

/** Where a collection's shards are. */
export function shardsOf(path: string): string {
  return `${path}Shards`;
}

function fromQuery({
  docs: [found],
}: {
  readonly docs: readonly QueryDocumentSnapshot[];
}): FoundShard<Version> | undefined {
  if (found === undefined) return undefined;
  const { ids, ...rest } = v.parse(StoredShard, found.data());
  return {
    ...{ name: found.id, ...rest, version: found.updateTime },
    ids: ids === '' ? [] : ids.split(SEPARATOR),
  };
}

function toData({ ids, isPartial, changes }: Shard) {
  return { ids: ids.join(SEPARATOR), isPartial, changes };
}
