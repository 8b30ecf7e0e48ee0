import assert from 'node:assert/strict';
import { parseUser } from '../../../functions/src/audience/user.ts';
import { notify } from '../../../functions/src/delivery/notify.ts';
import { notifyFollowers } from '../../../functions/src/delivery/notify-followers.ts';
import type { FollowerPage, NotificationPorts } from '../../../functions/src/delivery/ports.ts';
import { comment } from '../../../functions/src/events/comment.ts';
import type { EventDefinition } from '../../../functions/src/events/event-definition.ts';
import { World } from './world.ts';

const EVENT = {
  at: 1_000_000,
  params: { postId: 'post', commentId: 'comment' },
  data: { authorId: 'joon', authorName: 'Joon', text: 'Hello' },
};
const PHONE = { pushTokens: { phone: { token: 'token-of-phone', platform: 'android' } } };

const followers = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => `follower-${from + index}`);

describe('An event is pushed', () => {
  let world: World;
  let pages: FollowerPage[];
  let ports: NotificationPorts;

  beforeEach(() => {
    world = new World();
    pages = [];
    ports = {
      ...world.process().ports,
      sharePercent: 100,
      options: { collapse: 'event' },
      enqueuePage: async (page) => void pages.push(page),
      events: {
        read: async () => EVENT.data,
        lookUp: async (lookUps) => lookUps.map(() => ({ authorId: 'mina', title: 'Pictures' })),
      },
      users: {
        users: async (uids) => uids.map((uid) => parseUser(uid, PHONE)),
        blockedBy: async () => new Set(),
        followers: async () => [],
      },
    };
  });

  const record = () => {
    const [found] = world.records.values();
    return found?.record;
  };

  it('to whom it names before it is known who follows, and to them without a task', async () => {
    const asked = Promise.withResolvers<string[]>();
    ports.users.followers = () => asked.promise;
    const run = notify(comment, EVENT, ports);
    await new Promise(setImmediate);
    assert.equal(world.sent.length, 1);
    assert.equal(record()?.state, 'done');
    asked.resolve(['sora']);
    await run;
    assert.equal(world.sent.length, 2);
    assert.deepEqual(pages, []);
  });

  it('to a hundred followers at once, and a task is to find the others', async () => {
    ports.users.followers = async (_, after, limit) => followers(after ? 100 : 0, limit);
    await notify(comment, EVENT, ports);
    assert.equal(world.sent.length, 1 + 100);
    assert.deepEqual(
      pages.map(({ page, about, after }) => ({ page, about, after })),
      [
        {
          page: 2,
          about: { kind: 'comment', ...EVENT.params, authorId: 'joon' },
          after: 'follower-99',
        },
      ],
    );
    await notify(comment, EVENT, ports);
    assert.equal(world.sent.length, 1 + 100, 'and once, though the event comes again');
  });

  it('to the followers through the queue where an instance has its hands full', async () => {
    const asked = Promise.withResolvers<string[]>();
    ports.users.followers = async ({ collection }, _, limit) => {
      if (collection.includes('lonely')) return [];
      return limit === 1 ? ['sora'] : asked.promise;
    };
    const comments = Array.from({ length: 21 }, (_, index) => ({
      ...EVENT,
      params: { ...EVENT.params, commentId: `comment-${index}` },
    }));
    const lonely = { ...EVENT, params: { ...EVENT.params, postId: 'lonely' } };
    const run = Promise.all([...comments, lonely].map((each) => notify(comment, each, ports)));
    await new Promise(setImmediate);
    assert.deepEqual(
      pages.map(({ page, about }) => [page, about.commentId]),
      [[1, 'comment-20']],
    );
    asked.resolve([]);
    await run;
    await notify(comment, EVENT, ports);
    assert.equal(pages.length, 1, 'and again at once when it has room');
  });

  it('to nobody who is outside the share of users that gets pushes yet', async () => {
    await notify(comment, EVENT, { ...ports, sharePercent: 0 });
    assert.equal(world.sent.length, 0);
    assert.deepEqual(record()?.counts, {});
  });

  it('while its record is claimed', async () => {
    const read = Promise.withResolvers<void>();
    const { users } = ports.users;
    ports.users.users = (uids) => read.promise.then(() => users(uids));
    const run = notify(comment, EVENT, ports);
    await new Promise(setImmediate);
    assert.equal(record()?.state, 'sending');
    read.resolve();
    await run;
    assert.deepEqual(record()?.counts, { delivered: 1 });
  });

  it('and written down as sent, though its followers cannot be enqueued', async () => {
    ports.users.followers = async (_, after, limit) => followers(after ? 100 : 0, limit);
    const sending = Promise.withResolvers<void>();
    const { send } = ports;
    const run = notify(comment, EVENT, {
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
    await notify(comment, EVENT, ports);
    assert.equal(world.sent.length, 1 + 100, 'the event comes again for the followers alone');
    assert.equal(pages.length, 1);
  });

  it('by the event that comes again, where the users could not be read', async () => {
    const { users } = ports.users;
    ports.users.users = async () => {
      throw new Error('no users');
    };
    await assert.rejects(notify(comment, EVENT, ports), /no users/);
    ports.users.users = users;
    await notify(comment, EVENT, ports);
    assert.deepEqual(record()?.counts, { delivered: 1 });
  });

  it('to nobody, at the cost of one write, where it is on one’s own post', async () => {
    await notify(comment, { ...EVENT, data: { ...EVENT.data, authorId: 'mina' } }, ports);
    assert.equal(world.writes, 1);
    assert.equal(record()?.state, 'done');
  });

  it('once for its document, deleted and created again', async () => {
    await notify(comment, EVENT, ports);
    await notify(comment, { ...EVENT, at: EVENT.at + 1 }, ports);
    assert.equal(world.sent.length, 1);
  });

  it('to nobody who has blocked the person', async () => {
    ports.users.blockedBy = async (uids, authorId) => new Set(authorId === 'joon' ? uids : []);
    await notify(comment, EVENT, ports);
    assert.deepEqual(world.sent, []);
  });

  describe('after an undo window', () => {
    const undoable: EventDefinition = { ...comment, undoSeconds: 30 };

    it('if it is still there', async () => {
      world.now = EVENT.at;
      ports.users.followers = async () => ['sora'];
      await notify(undoable, EVENT, ports);
      assert.deepEqual([world.sent.length, record()?.state], [0, 'waiting']);
      assert.equal(pages[0]?.startedAt, EVENT.at + 30_000);
      world.now += 30_000;
      await notify(undoable, EVENT, ports);
      assert.equal(world.sent.length, 1);
    });

    it('not if it is gone by then', async () => {
      world.now = EVENT.at;
      await notify(undoable, EVENT, ports);
      world.now += 30_000;
      ports.events.read = async () => undefined;
      await notify(undoable, EVENT, ports);
      assert.deepEqual([world.sent.length, record()?.state], [0, 'done']);
    });
  });

  describe('to a page of followers', () => {
    const page = { id: 'd', about: EVENT.params, createdAt: EVENT.at, page: 1, startedAt: 0 };

    it('and has the next one enqueued first', async () => {
      ports.users.followers = async (_, after, limit) => followers(after ? 100 : 0, limit);
      await notifyFollowers(comment, page, ports);
      assert.equal(world.sent.length, 100);
      assert.deepEqual(pages, [{ ...page, page: 2, after: 'follower-99' }]);
    });

    it('but not to those whom it names, nor to who did it', async () => {
      ports.users.followers = async () => ['joon', 'mina', 'sora'];
      await notifyFollowers(comment, page, ports);
      assert.deepEqual(
        [...world.records.values()].map((each) => each.record.counts),
        [{ delivered: 1 }],
      );
      assert.deepEqual(pages, []);
    });

    it('unless it has been deleted', async () => {
      ports.events.read = async () => undefined;
      await notifyFollowers(comment, page, ports);
      assert.deepEqual([world.sent, world.records.size], [[], 0]);
    });
  });
});
