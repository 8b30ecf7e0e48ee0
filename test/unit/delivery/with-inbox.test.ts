import assert from 'node:assert/strict';
import { commented, DOWN, LIMITS, OK, tokenOf, type World } from './world.ts';

const MINUTE_MS = 60_000;

describe('With an inbox', () => {
  let world: World;
  beforeEach(() => {
    world = commented();
    for (const uid of ['sora', 'yuna']) world.person(uid);
  });

  async function mention(id: string, authorId = 'joon'): Promise<void> {
    const path = `posts/p/comments/${id}`;
    world.documents.set(path, { authorId, text: id, mentions: ['sora'] });
    await world.event(world.process({ inbox: true }), path, undefined, world.now);
  }
  const recordOf = (id: string) =>
    [...world.records.values()].find(({ record }) => record.event.params.commentId === id)?.record;
  const entry = () => world.inboxes.get('sora/mention_p') ?? assert.fail('no entry');
  /** Returns whether each accepted push of Sora's had a sound. */
  const sounds = () =>
    world.accepted.flatMap(({ device, silent }) => (device === tokenOf('sora') ? [!silent] : []));

  it('a thread has one sound in a minute', async () => {
    await mention('a');
    await mention('b', 'yuna');
    world.now += MINUTE_MS;
    await mention('c', 'yuna');
    assert.deepEqual(sounds(), [true, false, true]);
    assert.equal(entry().count, 3);
  });

  it('a push too many of one sender is held, and the next push of another sender has a sound', async () => {
    for (const id of ['a', 'b']) await mention(id);
    world.now += MINUTE_MS;
    await mention('held');
    await mention('c', 'yuna');
    assert.deepEqual(sounds(), [true, false, true]);
    assert.deepEqual(recordOf('held')?.counts, { delivered: 1, held: 1 });
    assert.equal(recordOf('held')?.state, 'done');
    assert.equal(entry().count, 4, 'the inbox has the held one');
  });

  it('a retry uses the decisions of the first attempt about its hold and its sound', async () => {
    world.fcm = () => DOWN;
    for (const id of ['a', 'b', 'c']) await mention(id);
    world.now += 10 * MINUTE_MS;
    world.fcm = () => OK;
    await mention('d', 'yuna');
    await world.runDue(world.process({ inbox: true }));
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((id) => recordOf(id)?.counts.held),
      [undefined, undefined, 1, undefined],
    );
    assert.deepEqual(sounds(), [true, true, false], 'd, a, b');
  });

  it('a pending push that was read is withdrawn, and is not counted again', async () => {
    world.fcm = (device) => (device === tokenOf('sora') ? DOWN : OK);
    await mention('a');
    world.inboxes.set('sora/mention_p', { ...entry(), read: true });
    await mention('b', 'yuna');
    assert.equal(entry().count, 1);
    world.fcm = () => OK;
    world.now += LIMITS.unavailableMs;
    await world.runDue(world.process({ inbox: true }));
    assert.deepEqual(recordOf('a')?.counts, { delivered: 1, withdrawn: 1 });
    assert.deepEqual(recordOf('b')?.counts, { delivered: 2 });
    assert.deepEqual([entry().count, entry().eventIds.length], [1, 1]);
  });
});
