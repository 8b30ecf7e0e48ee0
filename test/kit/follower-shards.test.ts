import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../launcher/addresses.ts';
import { followersOf } from '../e2e/app-data.ts';
import { AppUser, closeApps } from '../e2e/app-user.ts';
import { admin } from '../e2e/environment.ts';
import { until } from '../e2e/until.ts';

const COMMAND = join(PROJECT_ROOT, 'ops', 'follower-shards.ts');
/** One more than a shard holds. */
const MANY = 1_001;

describe('Followers that are kept in shards', function () {
  this.timeout(120_000);
  after(closeApps);

  const shardsOf = async (collection: string) =>
    (await admin.collection(`${collection}Shards`).get()).docs;
  const kept = async (collection: string) =>
    (await shardsOf(collection)).flatMap((each) => String(each.get('ids')).split('/'));

  it('are those who follow, after a crowd of follows and unfollows', async () => {
    const followers = followersOf(await (await AppUser.signUp('Mina')).post());
    const crowd = Array.from({ length: 40 }, (_, index) => `fan-${index}`);
    await Promise.all(
      crowd.map(async (uid, index) => {
        const follower = admin.doc(`${followers}/${uid}`);
        for (let i = 0; i < 3; i += 1) {
          await follower.set({ createdAt: new Date() });
          if (i < 2 || index % 2 === 0) await follower.delete();
        }
      }),
    );
    const left = crowd.filter((_, index) => index % 2 === 1).sort();
    await until('the shards tell who is left', async () => {
      return (await kept(followers)).join() === left.join();
    });
  });

  it('hear of a comment because a shard has them', async () => {
    const [mina, joon, sora] = await Promise.all(
      ['Mina', 'Joon', 'Sora'].map((name) => AppUser.signUp(name)),
    );
    assert.ok(mina && joon && sora);
    const [onJoon, onSora] = await Promise.all([joon.device(), sora.device()]);
    const postId = await mina.post();
    await joon.follow(postId);
    const [shard] = await until('there is a shard', async () => {
      const shards = await shardsOf(followersOf(postId));
      return shards.length > 0 && shards;
    });
    // There is no document that says that Sora follows.
    await shard?.ref.update({ ids: [joon.uid, sora.uid].sort().join('/') });
    await mina.comment(postId, 'Hello');
    await Promise.all([onJoon.receives(), onSora.receives()]);
  });

  it('are compared with their documents and made right by a command, and deleted', async () => {
    // Of a collection that no function watches.
    const members = `clubs/${randomUUID()}/members`;
    const compare = async (...args: readonly string[]) =>
      (await execa(process.execPath, [COMMAND, '--collection', members, ...args])).stdout;
    const ids = Array.from({ length: MANY }, (_, index) => `member-${index}`);
    const writer = admin.bulkWriter();
    for (const id of ids) void writer.set(admin.doc(`${members}/${id}`), { createdAt: new Date() });
    await writer.close();

    assert.match(await compare(), /followers 1001, wrong 1001\n.*--write/);
    await compare('--write');
    assert.deepEqual(await kept(members), ids.sort());
    const [shard] = await shardsOf(members);
    await shard?.ref.update({ ids: '' });
    assert.match(await compare(), /followers 1001, wrong 1000/);
    await compare('--write');
    assert.match(await compare(), /collections 1, followers 1001, wrong 0$/);
    assert.deepEqual(await kept(members), ids);
    await compare('--delete');
    assert.deepEqual(await shardsOf(members), []);
  });
});
