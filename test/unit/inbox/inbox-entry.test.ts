import assert from 'node:assert/strict';
import type { Notification } from '../../../functions/src/events/event-definition.ts';
import { gather, type InboxEntry, pace } from '../../../functions/src/inbox/inbox-entry.ts';

const INTERVAL_MS = 60_000;

interface Event {
  readonly eventId: string;
  readonly notification: Notification;
}

const event = (eventId: string, authorId = 'joon', title?: string): Event => ({
  eventId,
  notification: {
    authorId,
    authorName: authorId,
    audience: [],
    thread: { id: 'p', title, data: { postId: 'p' } },
    body: `Text of ${eventId}`,
  },
});

const entryWith = (before: InboxEntry | undefined, { eventId, notification }: Event, at: number) =>
  gather(before, notification, { eventId, reason: 'comment' }, at, INTERVAL_MS);

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

  it('changes nothing when the same event comes again', () => {
    const entry = entryAfter([event('a'), 0], [event('b'), 1]);
    assert.equal(entryWith(entry, event('a'), 99), entry);
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

  it('sounds once in the interval, read or not', () => {
    const entry = entryAfter([event('a'), 0], [event('b'), INTERVAL_MS - 1]);
    assert.equal(entry.alertedBy, 'a');
    const read = { ...entry, read: true };
    const silent = entryWith(read, event('c'), INTERVAL_MS - 1);
    assert.equal(silent.alertedBy, 'a');
    assert.equal(entryWith(silent, event('d'), INTERVAL_MS).alertedBy, 'd');
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
    const entry = entryAfter([{ eventId: 'a', notification }, 0]);
    assert.equal(entry.text, `${'x'.repeat(199)}\ufffd`);
    assert.deepEqual(entry.authors, [{ uid: 'joon', name: '' }]);
    assert.deepEqual([entry.threadTitle, entry.data], ['', {}]);
  });
});

describe('pace', () => {
  const limits = { burst: 2, windowMs: 1000 };

  it('holds back what comes after the burst, until the sender pauses', () => {
    let recent: ReturnType<typeof pace>['recent'] = [];
    const held = [0, 1, 2, 3, 900, 1800].map((at, i) => {
      const step = pace(recent, `c${i}`, at, limits);
      recent = step.recent;
      return step.held;
    });
    assert.deepEqual(held, [false, false, true, true, true, false]);
  });

  it('answers the same for a mention that comes again', () => {
    const { recent } = pace([], 'a', 0, limits);
    assert.deepEqual(pace(recent, 'a', 5, limits), { recent, held: false });
    const burst = ['a', 'b', 'c'].map((eventId) => ({ eventId, at: 0 }));
    for (const [eventId, held] of [
      ['b', false],
      ['c', true],
    ] as const) {
      assert.deepEqual(pace(burst, eventId, 5, limits), { recent: burst, held });
    }
  });

  it('forgets what is as old as the window, and all but two bursts', () => {
    const at = (...times: number[]) => times.map((each) => ({ eventId: `at ${each}`, at: each }));
    const paceAt = (now: number, ...earlier: number[]) =>
      pace(at(...earlier), `at ${now}`, now, limits);
    assert.deepEqual(paceAt(1001, 1, 2), { recent: at(2, 1001), held: false });
    assert.deepEqual(paceAt(5, 1, 2, 3, 4), { recent: at(2, 3, 4, 5), held: true });
  });
});
