import assert from 'node:assert/strict';
import { order } from '../../../examples/host-app/kit-source/order.ts';
import { comment } from '../../../functions/src/events/comment.ts';
import { like } from '../../../functions/src/events/like.ts';
import { newFollower } from '../../../functions/src/events/new-follower.ts';
import { type Documents, eventOf } from './read-events.ts';

const MINA = { displayName: 'Mina' };

describe('a like', () => {
  const params = { postId: 'p', uid: 'joon' };
  const read = (documents: Documents) => eventOf(like, params, {}, documents);

  it('is for the post’s author, who reads who it was and which post', async () => {
    const found = await read({
      'posts/p': { authorId: 'mina', title: 'Sunrise' },
      'users/joon': { displayName: 'Joon' },
    });
    assert.ok('notification' in found);
    assert.deepEqual(found.notification, {
      authorId: 'joon',
      authorName: 'Joon',
      audience: [['mina', 'like']],
      thread: { id: 'p', title: 'Sunrise', data: { postId: 'p' } },
      body: 'Sunrise',
      link: '/posts/p',
    });
  });

  it('of a post without a title has no text', async () => {
    const found = await read({ 'posts/p': { authorId: 'mina' } });
    assert.equal('notification' in found && found.notification.body, '');
  });

  it('of a post without an author is for nobody', async () => {
    for (const post of [{}, { authorId: 7 }, { authorId: 'a/b' }]) {
      assert.deepEqual(await read({ 'posts/p': post }), { skip: 'no post with an author' });
    }
  });
});

describe('a new follower', () => {
  it('is for whom they follow', async () => {
    const params = { uid: 'sora', followerUid: 'mina' };
    const found = await eventOf(newFollower, params, {}, { 'users/mina': MINA });
    assert.ok('notification' in found);
    assert.deepEqual(found.notification, {
      authorId: 'mina',
      authorName: 'Mina',
      audience: [['sora', 'newFollower']],
      thread: { id: 'followers' },
      body: '',
    });
  });

  it('asks of whoever follows for the name alone', () => {
    const read = newFollower.read({ uid: 'sora', followerUid: 'mina' }, {});
    assert.ok('lookUps' in read);
    assert.deepEqual(
      read.lookUps.map(({ path, fields }) => ({ path, fields })),
      [{ path: 'users/mina', fields: { displayName: 'displayName' } }],
    );
  });
});

describe('a comment', () => {
  it('in a collection at the top names its post itself', async () => {
    const data = { postId: 'p', authorId: 'joon', text: 'Hi' };
    const documents = { 'posts/p': { authorId: 'mina' } };
    const atTheTop = { ...comment, document: 'comments/{commentId}' };
    const found = await eventOf(atTheTop, { commentId: 'c' }, data, documents);
    assert.ok('notification' in found);
    assert.deepEqual(found.notification.thread.id, 'p');
    const { postId: _, ...without } = data;
    const skipped = await eventOf(atTheTop, { commentId: 'c' }, without, documents);
    assert.deepEqual(skipped, { skip: 'malformed postId' });
  });

  it('on a post without an author is for nobody', async () => {
    const params = { postId: 'p', commentId: 'c' };
    const found = await eventOf(comment, params, { authorId: 'joon', text: 'Hi' });
    assert.deepEqual(found, { skip: 'no post with an author' });
  });
});

describe('an app’s own event', () => {
  it('is less than 40 lines', async () => {
    const { readFile } = await import('node:fs/promises');
    const source = await readFile(
      new URL('../../../examples/host-app/kit-source/order.ts', import.meta.url),
      'utf8',
    );
    assert.ok(source.split('\n').length < 40);
  });

  it('is skipped or told by its own rules', async () => {
    const read = (data: object) => eventOf(order, { orderId: 'o' }, { ...data });
    assert.deepEqual(await read({ buyer: 'joon' }), { skip: 'no buyer or no seller' });
    assert.ok('notification' in (await read({ buyer: 'joon', seller: 'mina', cups: 2 })));
  });
});
