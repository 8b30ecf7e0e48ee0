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
const PACING = { alertIntervalMs: INTERVAL_MS };

interface Event {
  readonly id: string;
  readonly notification: Notification;
  readonly held?: boolean;
}

const event = (id: string, authorId = 'joon', title?: string): Event => ({
  id,
  notification: {
    authorId,
    authorName: authorId,
    audience: [],
    thread: { id: 'p', title, data: { postId: 'p' } },
    body: `Text of ${id}`,
  },
});

const entryWith = (
  before: InboxEntry | undefined,
  { notification, id, held = false }: Event,
  at: number,
) =>
  gather(
    before,
    notification,
    { id, reason: 'comment', held, text: String(notification.body) },
    at,
    PACING,
  );

/** The entry after events at these times, ms. */
function entryAfter(...story: readonly (readonly [Event, number])[]): InboxEntry {
  let entry: InboxEntry | undefined;
  for (const [each, at] of story) entry = entryWith(entry, each, at);
  assert.ok(entry);
  return entry;
}

describe('gather', () => {
  it('counts events and tells their authors apart, the latest last', () => {
    const entry = entryAfter(
      [event('a'), 0],
      [event('b', 'sora'), 1],
      [event('c', 'yuna'), 2],
      [event('d', 'sora'), 3],
    );
    assert.equal(entry.count, 4);
    assert.deepEqual(
      entry.authors.map((each) => each.uid),
      ['joon', 'yuna', 'sora'],
    );
    assert.equal(entry.text, 'Text of d');
  });

  it('changes nothing when the same event comes again, read or not', () => {
    const entry = entryAfter([event('a'), 0], [event('b'), 1]);
    const read = { ...entry, read: true };
    for (const each of [entry, read]) assert.equal(entryWith(each, event('a'), 99), each);
    const anew = entryWith(read, event('c'), 100);
    assert.equal(entryWith(anew, event('a'), 101), anew, 'nor once it has begun anew');
    assert.equal(anew.count, 1);
  });

  it('begins anew once it has been read', () => {
    const titled = event('b', 'joon', 'Post');
    const read = { ...entryAfter([event('a'), 0], [titled, 1]), read: true };
    const entry = entryWith(read, event('c', 'sora'), 2);
    assert.equal(entry.count, 1);
    assert.deepEqual(entry.eventIds, ['c']);
    assert.equal(entry.threadTitle, 'Post');
    assert.deepEqual(entry.data, { postId: 'p' });
    assert.equal(entry.read, false);
  });

  it('sounds once in the interval, read or not, and not for one that is held', () => {
    const held = { ...event('a'), held: true };
    const [at, later] = [INTERVAL_MS, 2 * INTERVAL_MS];
    const entry = entryAfter([held, at], [event('b'), at + 1], [event('c'), later]);
    const silent = entryWith({ ...entry, read: true }, event('d'), later);
    const { known, alertedAt } = entryWith(silent, event('e'), later + 1);
    assert.deepEqual(known, [
      { id: 'a', silent: false, held: true },
      { id: 'b', silent: false, held: false },
      { id: 'c', silent: true, held: false },
      { id: 'd', silent: true, held: false },
      { id: 'e', silent: false, held: false },
    ]);
    assert.deepEqual([silent.alertedAt, alertedAt], [at + 1, later + 1]);
    assert.equal(entryAfter([held, 5]).alertedAt, 0);
  });

  it('stays bounded however hot the post is', () => {
    const story = Array.from({ length: 1000 }, (_, i) => [event(`c${i}`, `u${i}`), i] as const);
    const entry = entryAfter(...story);
    const latest = Array.from({ length: 50 }, (_, i) => 950 + i);
    assert.equal(entry.count, 1000);
    assert.deepEqual(
      entry.eventIds,
      latest.map((i) => `c${i}`),
    );
    assert.deepEqual(
      entry.known.map(({ id }) => id),
      entry.eventIds,
    );
    assert.deepEqual(
      entry.authors,
      latest.map((i) => ({ uid: `u${i}`, name: `u${i}` })),
    );
  });

  it('keeps a line of a long text, and empty strings of what is not there', () => {
    const notification = {
      authorId: 'joon',
      audience: [],
      thread: { id: 'p' },
      body: `${'x'.repeat(199)}\u{1f600}`,
    };
    const entry = entryAfter([{ id: 'a', notification }, 0]);
    assert.equal(entry.text, `${'x'.repeat(199)}\ufffd`);
    assert.deepEqual(entry.authors, [{ uid: 'joon', name: '' }]);
    assert.deepEqual([entry.threadTitle, entry.data], ['', {}]);
  });
});

describe('how an event stands', () => {
  const entry = entryAfter([event('a'), 0], [{ ...event('b'), held: true }, 1]);

  it('is as was decided when it was entered, however much came since', () => {
    const standing = { isRead: false, badge: 7 };
    assert.deepEqual(statusOf(entry, 'a', 7), { ...standing, silent: false, held: false });
    assert.deepEqual(statusOf(entry, 'b', 7), { ...standing, silent: true, held: true });
  });

  it('is read once its entry is, or has begun anew since', () => {
    const read = { ...entry, read: true };
    assert.equal(statusOf(read, 'a', 0).isRead, true);
    const anew = entryWith(read, event('c'), 2);
    assert.deepEqual(
      ['a', 'b', 'c'].map((id) => statusOf(anew, id, 0).isRead),
      [true, true, false],
    );
  });
});

describe('the number on the icon', () => {
  it('is of the entries that are unread and still kept', () => {
    assert.equal(badgeOf({}, 5), 0);
    assert.equal(badgeOf({ a: 5, b: 6, c: 7 }, 5), 2);
  });
});

describe('pace', () => {
  const limits = { burst: 2, windowMs: 1000, alertIntervalMs: 0 };

  it('holds back what comes after the burst, until the sender pauses', () => {
    let recent: readonly number[] = [];
    const held = [0, 1, 2, 3, 900, 1900].map((at) => {
      const step = pace(recent, at, limits);
      recent = step.recent;
      return step.held;
    });
    assert.deepEqual(held, [false, false, true, true, true, false]);
  });

  it('forgets what is as old as the window, and all but two bursts', () => {
    assert.deepEqual(pace([1, 2], 1001, limits), { recent: [2, 1001], held: false });
    assert.deepEqual(pace([1, 2, 3, 4], 5, limits), { recent: [2, 3, 4, 5], held: true });
  });
});
