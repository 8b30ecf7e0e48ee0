import assert from 'node:assert/strict';
import { AppUser, closeApps } from './app-user.ts';
import { admin } from './environment.ts';
import { type Fault, setFaults } from './fcm.ts';
import { until } from './until.ts';

/** Decides which sends fail. */
const SEED = 20_261_124;
const COMMENTS = 100;
const AUTHORS = 5;
const DEVICES = 4;
/** Many times as long as on an idle machine, in ms. */
const STORM_MS = 600_000;
/** One send in ten fails in one of these ways. */
const FAILING_SHARE = 0.1;
const WAYS_TO_FAIL: readonly Fault[] = [
  { error: 'UNAVAILABLE' },
  { error: 'QUOTA_EXCEEDED', retryAfter: 3 },
  { error: 'RESOURCE_EXHAUSTED' },
  { error: 'NOT_FOUND' },
  { status: 500, body: '<html>' },
  { hangUp: 'before' },
];

/** Creates an author whose first device was uninstalled. The server does not know that yet. */
async function authorOfPost() {
  const author = await AppUser.signUp('Mina');
  const devices = await Promise.all(Array.from({ length: DEVICES }, () => author.device()));
  const [gone, ...live] = devices;
  await gone?.uninstall();
  return { author, live, postId: await author.post() };
}

describe('Under faults', function () {
  this.timeout(STORM_MS);
  after(closeApps);
  afterEach(() => setFaults());

  it(`${COMMENTS} comments at once reach each device once`, async () => {
    const commenter = await AppUser.signUp('Joon');
    const authors = await Promise.all(Array.from({ length: AUTHORS }, authorOfPost));
    const share = FAILING_SHARE / WAYS_TO_FAIL.length;
    await setFaults(...WAYS_TO_FAIL.map((way, i) => ({ ...way, share, seed: SEED + i })));
    const comments = await Promise.all(
      Array.from({ length: COMMENTS }, async (_, i) => {
        const postId = authors[i % AUTHORS]?.postId ?? '';
        return { postId, commentId: await commenter.comment(postId, `Comment ${i}`) };
      }),
    );
    const posts = authors.map(({ postId }) => postId);
    const deliveries = admin.collection('deliveries').where('event.params.postId', 'in', posts);
    const done = await until(
      'all are delivered',
      async () => {
        const { docs } = await deliveries.where('state', '==', 'done').get();
        return docs.length === COMMENTS && docs;
      },
      STORM_MS,
    );
    assert.ok(done.some((record) => record.get('attempt') > 1));
    for (const { author, live, postId } of authors) {
      const expected = comments.filter((each) => each.postId === postId);
      for (const device of live) {
        const received = (await device.received()).map(({ message }) => message.data?.commentId);
        assert.deepEqual(received.sort(), expected.map(({ commentId }) => commentId).sort());
      }
      const kept = Object.values(await author.pushTokens()).map(({ token }) => token);
      assert.deepEqual(kept.sort(), live.map(({ target }) => target).sort());
    }
  });
});
