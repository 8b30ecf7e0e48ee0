import assert from 'node:assert/strict';
import type { Notification } from '../../../functions/src/events/event-definition.ts';
import {
  badgeOf,
  gather,
  type InboxEntry,
  pace,
  statusOf,
} from '../../../functions/src/inbox/inbox-entry.ts';

const INTERVAL_MS = 60_000;

interface Event {
  readonly id: string;
  readonly at: number;
  readonly authorId?: string;
  readonly held?: boolean;
  /** Fields of the notification that differ. */
  readonly telling?: Partial<Notification>;
}

/** Enters events of one thread, in their order. */
function entryAfter(before: InboxEntry | undefined, ...events: readonly Event[]): InboxEntry {
  let entry = before;
  for (const { id, at, authorId = 'joon', held = false, telling } of events) {
    const thread = { id: 'p', data: { postId: 'p' } };
    const body = `Text of ${id}`;
    const notification = { authorId, authorName: authorId, audience: [], thread, body, ...telling };
    const details = { id, reason: 'comment', held, text: String(notification.body) };
    entry = gather(entry, notification, details, at, { alertIntervalMs: INTERVAL_MS });
  }
  return entry ?? assert.fail('no event');
}
const first = (...events: readonly Event[]) => entryAfter(undefined, ...events);

describe('gather', () => {
  it('counts events and lists each author once, the latest last', () => {
    const authors = ['joon', 'sora', 'yuna', 'sora'];
    const entry = first(...authors.map((authorId, at) => ({ id: `${at}`, at, authorId })));
    assert.deepEqual([entry.count, entry.text], [4, 'Text of 3']);
    assert.deepEqual(
      entry.authors.map((each) => each.uid),
      ['joon', 'yuna', 'sora'],
    );
  });

  it('changes nothing if the same event comes again, read or not', () => {
    const entry = first({ id: 'a', at: 0 }, { id: 'b', at: 1 });
    const read = { ...entry, read: true };
    for (const each of [entry, read]) assert.equal(entryAfter(each, { id: 'a', at: 99 }), each);
    const restarted = entryAfter(read, { id: 'c', at: 100 });
    assert.equal(entryAfter(restarted, { id: 'a', at: 101 }), restarted, 'after a restart too');
  });

  it('starts again after it has been read', () => {
    const titled = { thread: { id: 'p', title: 'Post' } };
    const before = first({ id: 'a', at: 0 }, { id: 'b', at: 1, telling: titled });
    const after = entryAfter({ ...before, read: true }, { id: 'c', at: 2 });
    const { count, eventIds, threadTitle, data, read } = after;
    assert.deepEqual({ count, eventIds, read }, { count: 1, eventIds: ['c'], read: false });
    assert.deepEqual({ threadTitle, data }, { threadTitle: 'Post', data: { postId: 'p' } });
  });

  it('has one sound in the interval, read or not, and none for a held event', () => {
    const [at, later] = [INTERVAL_MS, 2 * INTERVAL_MS];
    const held = { id: 'a', at, held: true };
    const entry = first(held, { id: 'b', at: at + 1 }, { id: 'c', at: later });
    const silent = entryAfter({ ...entry, read: true }, { id: 'd', at: later });
    const { known, alertedAt } = entryAfter(silent, { id: 'e', at: later + 1 });
    assert.deepEqual(known, [
      { id: 'a', silent: false, held: true },
      { id: 'b', silent: false, held: false },
      { id: 'c', silent: true, held: false },
      { id: 'd', silent: true, held: false },
      { id: 'e', silent: false, held: false },
    ]);
    assert.deepEqual([silent.alertedAt, alertedAt], [at + 1, later + 1]);
    assert.equal(first(held).alertedAt, 0);
  });

  it('keeps its lists short, even if many events come', () => {
    const ids = Array.from({ length: 1000 }, (_, at) => `c${at}`);
    const entry = first(...ids.map((id, at) => ({ id, at, authorId: id })));
    const latest = ids.slice(-50);
    assert.equal(entry.count, 1000);
    assert.deepEqual(entry.eventIds, latest);
    assert.deepEqual(
      entry.known.map(({ id }) => id),
      latest,
    );
    assert.deepEqual(
      entry.authors,
      latest.map((uid) => ({ uid, name: uid })),
    );
  });

  it('keeps a line of a long text, and empty strings for missing values', () => {
    const telling = { thread: { id: 'p' }, body: `${'x'.repeat(199)}\u{1f600}` };
    const { authors, data, text, threadTitle } = gather(
      undefined,
      { authorId: 'joon', audience: [], ...telling },
      { id: 'a', reason: 'comment', held: false, text: telling.body },
      0,
      { alertIntervalMs: INTERVAL_MS },
    );
    const expected = { authors: [{ uid: 'joon', name: '' }], data: {}, threadTitle: '' };
    assert.deepEqual({ authors, data, threadTitle }, expected);
    assert.equal(text, `${'x'.repeat(199)}\ufffd`);
  });
});

describe('The status of an event', () => {
  const entry = first({ id: 'a', at: 0 }, { id: 'b', at: 1, held: true });

  it('has the decisions of the time when it was entered', () => {
    const status = { isRead: false, badge: 7 };
    assert.deepEqual(statusOf(entry, 'a', 7), { ...status, silent: false, held: false });
    assert.deepEqual(statusOf(entry, 'b', 7), { ...status, silent: true, held: true });
  });

  it('is read if its entry is read, or has started again since', () => {
    const read = { ...entry, read: true };
    assert.equal(statusOf(read, 'a', 0).isRead, true);
    const restarted = entryAfter(read, { id: 'c', at: 2 });
    const areRead = ['a', 'b', 'c'].map((id) => statusOf(restarted, id, 0).isRead);
    assert.deepEqual(areRead, [true, true, false]);
  });
});

describe('The number on the icon', () => {
  it('counts the entries that are unread and not deleted yet', () => {
    assert.equal(badgeOf({}, 5), 0);
    assert.equal(badgeOf({ a: 5, b: 6, c: 7 }, 5), 2);
  });
});

describe('pace', () => {
  const limits = { burst: 2, windowMs: 1000, alertIntervalMs: 0 };

  it('holds pushes after the burst until the sender pauses', () => {
    let recent: readonly number[] = [];
    const held = [0, 1, 2, 3, 900, 1900].map((at) => {
      const step = pace(recent, at, limits);
      recent = step.recent;
      return step.held;
    });
    assert.deepEqual(held, [false, false, true, true, true, false]);
  });

  it('forgets times older than the window, and all but two bursts', () => {
    assert.deepEqual(pace([1, 2], 1001, limits), { recent: [2, 1001], held: false });
    assert.deepEqual(pace([1, 2, 3, 4], 5, limits), { recent: [2, 3, 4, 5], held: true });
  });
});
