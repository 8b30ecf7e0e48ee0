import assert from 'node:assert/strict';
import { comment } from '../../../functions/src/events/comment.ts';
import { COMMENT, commented, LIMITS, type World } from './world.ts';

describe('An event that is for later', () => {
  const OPENS = 1_060_000;
  let world: World;
  beforeEach(() => {
    world = commented(['sora']);
    const read = (...args: Parameters<typeof comment.read>) => ({
      ...comment.read(...args),
      notBefore: OPENS,
    });
    world.definitions.set('comment', { ...comment, read });
  });

  it('is read once, after its window, although it comes again before', async () => {
    await world.event();
    await world.event();
    const { state, nextAttemptAt, startedAt, authorId } = world.record();
    assert.deepEqual([state, nextAttemptAt, startedAt], ['waiting', OPENS, OPENS]);
    assert.equal(authorId, undefined, 'the audience is not fixed yet');
    assert.deepEqual([world.writes, world.tasks.size], [1, 1]);
    world.documents.set('posts/p/followers/yuna', {});
    world.person('yuna');
    world.now = OPENS;
    await world.runDue();
    assert.deepEqual(world.received, ['mina comment', 'sora follow', 'yuna follow']);
    await world.event();
    assert.equal(world.received.length, 3);
  });

  it('is sent to nobody if it was deleted in its window', async () => {
    await world.event();
    world.documents.delete(COMMENT);
    world.now = OPENS;
    await world.runDue();
    assert.deepEqual([world.received, world.record().skipped], [[], 'deleted']);
  });

  it('has its full time to live after its window, on each page', async () => {
    const process = world.process({ limits: { ...LIMITS, pageSize: 1 } });
    world.person('yuna');
    world.documents.set('posts/p/followers/yuna', {});
    await world.event(process);
    world.now = OPENS + LIMITS.maxAgeMs - 1;
    for (const page of [1, 2]) assert.equal(await world.runDue(process), 1, `page ${page}`);
    const ttls = world.sent.map(({ payload }) => payload.android?.ttl);
    assert.deepEqual(ttls, ['1s', '1s', '1s']);
  });

  it('continues with its followers, even if its time changes after the first page', async () => {
    let notBefore = 0;
    const read = (...args: Parameters<typeof comment.read>) => ({
      ...comment.read(...args),
      notBefore,
    });
    world.definitions.set('comment', { ...comment, read });
    const limits = { ...LIMITS, pageSize: 1 };
    world.person('yuna');
    world.documents.set('posts/p/followers/yuna', {});
    await world.event(world.process({ limits }));
    notBefore = OPENS;
    await world.runDue(world.process({ limits }));
    assert.deepEqual(world.received, ['mina comment', 'sora follow', 'yuna follow']);
  });
});

describe('A push that waits for the end of quiet hours', () => {
  const MORNING = Date.UTC(1970, 0, 1, 8);
  const until = (end: string) => ({ quietHours: { start: '00:00', end } });
  let world: World;
  beforeEach(() => {
    world = commented(['sora']);
    const later = { setting: 'comments', inQuietHours: 'later' } as const;
    const reasons = { ...comment.reasons, comment: later };
    world.definitions.set('comment', { ...comment, reasons });
    world.person('mina', ['a'], until('08:00'));
  });

  it('waits without a request, and is composed again', async () => {
    await world.event();
    assert.deepEqual(world.received, ['sora follow']);
    assert.equal(world.record().nextAttemptAt, MORNING);
    world.documents.set(COMMENT, { authorId: 'joon', text: 'Edited' });
    world.now = MORNING;
    await world.runDue();
    assert.deepEqual(world.received, ['sora follow', 'a comment']);
    assert.equal(world.sent[1]?.payload.notification?.body, 'Edited');
    assert.equal(world.sent[1]?.payload.android?.ttl, '14400s', 'its full time to live');
  });

  it('expires by its first postponement, even if it is postponed again', async () => {
    await world.event();
    world.person('mina', ['a'], until('11:59'));
    world.now = MORNING;
    await world.runDue();
    assert.equal(world.record().nextAttemptAt, MORNING + LIMITS.maxAgeMs - 60_000);
    world.person('mina', ['a'], until('12:01'));
    world.now = MORNING + LIMITS.maxAgeMs - 60_000;
    await world.runDue();
    assert.deepEqual(world.record().counts, { delivered: 1, expired: 1 });
    assert.equal(world.sent.length, 1);
  });
});
