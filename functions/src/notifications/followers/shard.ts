/**
 * The IDs of a collection's documents, kept together in a few documents beside it: its shards. A
 * shard holds a range of IDs and is named after the end of that range; ranges leave no gap, and the
 * last one has no end.
 */
export interface Shard {
  readonly name: string;
  /** In the order in which Firestore sorts documents, none twice. */
  readonly ids: readonly string[];
  /** It does not hold its range, only how often that has changed: the documents must be asked. */
  readonly isPartial: boolean;
  /**
   * Counts its writes. Each is a change to the document, since Firestore gives no new version to a
   * document that is written as it is.
   */
  readonly changes: number;
}

/** Sorts after each name that `endingWith` gives. */
const LAST = '~';

/** The name of the shard whose range ends with an ID. No ID can spoil it, not even `__id__`. */
export function endingWith(id: string): string {
  return `-${id}`;
}

/** The last ID of a shard's range, or undefined where it has no end. */
export function endOf({ name }: Shard): string | undefined {
  return name === LAST ? undefined : name.slice(1);
}

/** Compares IDs as Firestore sorts them: by their bytes. */
export function inOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export function isBefore(a: string, b: string): boolean {
  return inOrder(a, b) < 0;
}

/** Whether an ID that comes after the range before belongs to this shard. */
export function reaches(shard: Shard, id: string): boolean {
  const end = endOf(shard);
  return end === undefined || !isBefore(end, id);
}

/** What a collection has that was there before its shards were. */
export const UNMADE: Shard = { name: LAST, ids: [], isPartial: true, changes: 0 };

/**
 * Both are to be done, or none. A shard is never removed, not even without IDs: the next one would take
 * over its range in the middle of a change.
 */
export interface ShardWrites {
  /** Must not be there yet. */
  readonly create?: Shard;
  /** In the place of the version that was read. */
  readonly replace: Shard;
}

/** Settles of some IDs of a shard's range whether they are in it. One of more than `size` is divided. */
export function settled(
  shard: Shard,
  asked: readonly string[],
  there: ReadonlySet<string>,
  size: number,
): ShardWrites {
  if (shard.isPartial) return { replace: rewritten(shard, shard.ids) };
  const others = shard.ids.filter((id) => !asked.includes(id));
  const ids = [...others, ...asked.filter((id) => there.has(id))].sort(inOrder);
  return ids.length > size
    ? divided(shard, ids.slice(0, ids.length / 2), ids.slice(ids.length / 2))
    : { replace: rewritten(shard, ids) };
}

/**
 * Makes a shard hold those IDs of its range that come after one, by IDs that were read from there on:
 * one more than fit, where there are so many. Then the first ones get a shard of their own, and those
 * after them are left as they were.
 */
export function filled(
  shard: Shard,
  after: string | undefined,
  read: readonly string[],
  size: number,
): ShardWrites {
  const before = shard.ids.filter((id) => after !== undefined && !isBefore(after, id));
  const ids = [...before, ...read.filter((id) => reaches(shard, id))];
  if (ids.length <= size) return { replace: rewritten({ ...shard, isPartial: false }, ids) };
  const full = ids.slice(0, size);
  const end = full.at(-1) ?? '';
  return divided(
    shard,
    full,
    shard.ids.filter((id) => isBefore(end, id)),
  );
}

function divided(shard: Shard, first: readonly string[], others: readonly string[]): ShardWrites {
  return {
    create: { name: endingWith(first.at(-1) ?? ''), ids: first, isPartial: false, changes: 0 },
    replace: rewritten(shard, others),
  };
}

function rewritten(shard: Shard, ids: readonly string[]): Shard {
  return { ...shard, ids, changes: shard.changes + 1 };
}
