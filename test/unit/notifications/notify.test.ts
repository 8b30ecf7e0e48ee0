import assert from 'node:assert/strict';
import type { CommentPorts, FollowerPage } from '../../../functions/src/notifications/comment-ports.ts';
import { pushComment } from '../../../functions/src/notifications/push-comment.ts';
import { parseUser } from '../../../functions/src/notifications/user.ts';
import { World } from '../delivery/world.ts';

const EVENT = {
  eventId: 'event',
  at: 1_000_000,
  postId: 'post',
  commentId: 'comment',
  data: { authorId: 'joon', authorName: 'Joon', text: 'Hello' },
};
const PHONE = { pushTokens: { phone: { token: 'token-of-phone', platform: 'android' } } };

describe('A comment is pushed', () => {
  let world: World;
  let pages: FollowerPage[];
  let ports: CommentPorts;

  beforeEach(() => {
    world = new World();
    pages = [];
    ports = {
      ...world.process().ports,
      collapse: 'comment',
      enqueuePage: async (page) => void pages.push(page),
      store: {
        comment: async () => EVENT.data,
        around: async () => ({
          postAuthorId: 'mina',
          postTitle: 'Pictures',
          parentAuthorId: undefined,
        }),
        hasFollowers: async () => true,
        users: async (uids) => uids.map((uid) => parseUser(uid, PHONE)),
        followers: async () => [],
      },
    };
  });

  const record = () => {
    const [found] = world.records.values();
    return found?.record;
  };

  it('to the post’s author before it is known whether the post has followers', async () => {
    const asked = Promise.withResolvers<boolean>();
    ports.store.hasFollowers = () => asked.promise;
    const run = pushComment(EVENT, ports);
    await new Promise(setImmediate);
    assert.equal(world.sent.length, 1);
    assert.equal(record()?.state, 'done');
    asked.resolve(true);
    await run;
    assert.deepEqual(
      pages.map(({ page, named }) => ({ page, named })),
      [{ page: 1, named: ['mina'] }],
    );
  });

  it('and the followers of a post without any are not enqueued', async () => {
    ports.store.hasFollowers = async () => false;
    await pushComment(EVENT, ports);
    assert.deepEqual(pages, []);
  });

  it('while its record is claimed', async () => {
    const read = Promise.withResolvers<void>();
    const { users } = ports.store;
    ports.store.users = (uids) => read.promise.then(() => users(uids));
    const run = pushComment(EVENT, ports);
    await new Promise(setImmediate);
    assert.equal(record()?.state, 'sending');
    read.resolve();
    await run;
    assert.deepEqual(record()?.counts, { delivered: 1 });
  });

  it('and written down as sent, though its followers cannot be enqueued', async () => {
    const sending = Promise.withResolvers<void>();
    const { send } = ports;
    const run = pushComment(EVENT, {
      ...ports,
      enqueuePage: async () => {
        throw new Error('no queue');
      },
      send: (request) => sending.promise.then(() => send(request)),
    });
    await new Promise(setImmediate);
    sending.resolve();
    await assert.rejects(run, /no queue/);
    assert.deepEqual(record()?.counts, { delivered: 1 });
    await pushComment(EVENT, ports);
    assert.equal(world.sent.length, 1, 'the event comes again for the followers alone');
    assert.equal(pages.length, 1);
  });

  it('by the event that comes again, where the users could not be read', async () => {
    const { users } = ports.store;
    ports.store.users = async () => {
      throw new Error('no users');
    };
    await assert.rejects(pushComment(EVENT, ports), /no users/);
    ports.store.users = users;
    await pushComment(EVENT, ports);
    assert.deepEqual(record()?.counts, { delivered: 1 });
  });

  it('to nobody, at the cost of one write, where it is on one’s own post', async () => {
    await pushComment({ ...EVENT, data: { ...EVENT.data, authorId: 'mina' } }, ports);
    assert.equal(world.writes, 1);
    assert.equal(record()?.state, 'done');
  });
});
