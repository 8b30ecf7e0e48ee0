import assert from 'node:assert/strict';
import { comment } from '../../../functions/src/events/comment.ts';
import { like } from '../../../functions/src/events/like.ts';
import { newFollower } from '../../../functions/src/events/new-follower.ts';
import { push } from '../../../functions/src/events/push.ts';
import { testEvent } from '../../../functions/testing/test-event.ts';
import { type Documents, eventOf } from './read-events.ts';

const USERS = { 'users/joon': { displayName: 'Joon' } };
const POST = { ...USERS, 'posts/p': { authorId: 'mina', title: 'Sunrise' } };
const later = { toMillis: () => Date.UTC(2026, 0, 15, 23, 59) };

testEvent(comment, {
  'a comment to an answer, a mention, the post’s author and a follower': {
    params: { postId: 'p', commentId: 'c' },
    data: { authorId: 'joon', text: 'Hi', parentId: 'above', mentions: ['sora', 'joon', 'yuna'] },
    documents: {
      ...POST,
      'posts/p/comments/above': { authorId: 'yuna' },
      'posts/p/followers/fan': {},
      'posts/p/followers/joon': {},
    },
    hears: { yuna: 'reply', sora: 'mention', mina: 'comment', fan: 'follow' },
  },
  'a comment on a post without an author': {
    params: { postId: 'p', commentId: 'c' },
    data: { authorId: 'joon', text: 'Hi' },
    hears: {},
  },
});

testEvent(
  { ...comment, document: 'comments/{commentId}' },
  {
    'a comment with the ID of its post in a field': {
      params: { commentId: 'c' },
      data: { postId: 'p', authorId: 'joon', text: 'Hi' },
      documents: POST,
      hears: { mina: 'comment' },
    },
    'a comment without the ID of its post': {
      params: { commentId: 'c' },
      data: { authorId: 'joon', text: 'Hi' },
      documents: POST,
      hears: {},
    },
  },
  { needless: ['reply', 'mention', 'follow'] },
);

testEvent(like, {
  'a like': {
    params: { postId: 'p', uid: 'joon' },
    data: {},
    documents: POST,
    hears: { mina: 'like' },
  },
  'a like of the user’s own post': {
    params: { postId: 'p', uid: 'mina' },
    data: {},
    documents: POST,
    hears: {},
  },
  'a like of a post with a malformed author': {
    params: { postId: 'p', uid: 'joon' },
    data: {},
    documents: { 'posts/p': { authorId: 7 } },
    hears: {},
  },
});

testEvent(newFollower, {
  'a follower': {
    params: { uid: 'mina', followerUid: 'joon' },
    data: {},
    documents: USERS,
    hears: { mina: 'newFollower' },
  },
});

testEvent(push, {
  'a push to two people, at its time': {
    params: { pushId: 'p' },
    data: {
      to: { uids: ['mina', 'sora', 'joon', 'mina'] },
      title: { en: 'Tea', ko: '차' },
      body: 'At four',
      sendAt: later,
      senderId: 'joon',
      type: 'tea',
      setting: 'teas',
    },
    hears: { mina: 'tea', sora: 'tea' },
  },
  'a push to a segment': {
    params: { pushId: 'p' },
    data: { to: { collection: 'segments/tea/members' }, title: 'Tea time' },
    documents: { 'segments/tea/members/mina': {}, 'segments/tea/members/sora': {} },
    hears: { mina: 'announcement', sora: 'announcement' },
  },
  ...Object.fromEntries(
    (['later', 'aloud'] as const).map((inQuietHours) => [
      `a push that in quiet hours arrives ${inQuietHours}`,
      {
        params: { pushId: 'p' },
        data: { to: { uids: ['mina'] }, title: 'Tea', inQuietHours },
        hears: { mina: 'announcement' },
      },
    ]),
  ),
  'a push that is malformed': {
    params: { pushId: 'p' },
    data: { to: { uids: [] }, title: 'Tea' },
    hears: {},
  },
});

describe('The notification', () => {
  const readLike = (documents: Documents) =>
    eventOf(like, { postId: 'p', uid: 'joon' }, {}, documents);
  const bodyOf = async (title?: string) => {
    const found = await readLike({ 'posts/p': { authorId: 'mina', title } });
    return 'notification' in found && found.notification.body;
  };

  it('of a like is about the post, and opens its page', async () => {
    const found = await readLike(POST);
    assert.deepEqual('notification' in found && found.notification, {
      authorId: 'joon',
      authorName: 'Joon',
      audience: [['mina', 'like']],
      thread: { id: 'p', title: 'Sunrise', data: { postId: 'p' } },
      body: 'Sunrise',
      link: '/posts/p',
    });
    assert.deepEqual(await readLike({}), { skip: 'no post with an author' });
  });

  it('of a like has at most 200 characters of the title, on one line, if there is one', async () => {
    assert.equal(await bodyOf(), '');
    assert.equal(await bodyOf('Sun\n\u202erise'), 'Sun rise');
    assert.equal(await bodyOf('x'.repeat(201)), 'x'.repeat(200));
  });

  it('of a follower has only their name', async () => {
    const found = await eventOf(newFollower, { uid: 'sora', followerUid: 'joon' }, {}, USERS);
    assert.deepEqual('notification' in found && found.notification, {
      authorId: 'joon',
      authorName: 'Joon',
      audience: [['sora', 'newFollower']],
      thread: { id: 'followers' },
      body: '',
    });
  });

  it('of a comment with its author’s name needs no user', () => {
    const lookUps = (fields: object) => {
      const read = comment.read({ postId: 'p', commentId: 'c' }, { authorId: 'joon', ...fields });
      return 'lookUps' in read && read.lookUps.map(({ path }) => path);
    };
    assert.deepEqual(lookUps({ text: 'Hi', authorName: 'Joon' }), ['posts/p']);
    assert.deepEqual(lookUps({ text: 'Hi' }), ['posts/p', 'users/joon']);
  });
});
