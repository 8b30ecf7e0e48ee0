import assert from 'node:assert/strict';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { USERS } from './app-data.ts';
import { AppUser, closeApps, postAndCommenter } from './app-user.ts';
import { admin } from './environment.ts';
import { createDevice, type FcmDevice, setFaults } from './fcm.ts';
import { recordOf, recordsOf } from './records.ts';
import { until } from './until.ts';

/** More than `PUSH_MAX_AGE`, in seconds. */
const TOO_LATE_S = 5 * 60 * 60;
/** Time until each process of the functions has started and read the switch again, in ms. */
const NOTICED_MS = 60_000;

/** Runs `npm run push`, and returns its output. */
async function push(...args: readonly string[]): Promise<string> {
  const program = join(PROJECT_ROOT, 'tools', 'push', 'main.ts');
  return (await execa(process.execPath, [program, ...args])).stdout;
}

async function pushesAbout(device: FcmDevice, commentId: string): Promise<number> {
  const received = await device.received();
  return received.filter(({ message }) => message.data?.commentId === commentId).length;
}

describe('The command', function () {
  this.timeout(2 * NOTICED_MS);
  after(closeApps);
  afterEach(async () => {
    await setFaults();
    await push('resume');
  });

  it('migrate saves an app’s own tokens, and without --write it changes nothing', async () => {
    const [mina, joon] = await Promise.all([AppUser.signUp('Mina'), AppUser.signUp('Joon')]);
    const [phone, tablet, moved, known] = await Promise.all([
      createDevice(),
      createDevice(),
      joon.device(),
      mina.device({ deviceId: 'known' }),
    ]);
    const many = Array.from({ length: 22 }, (_, i) => `${mina.uid}-${i}`);
    const old = [phone.target, { token: tablet.target, platform: 'ios' }, '', moved.target, 'a b'];
    const fcmTokens = [...many, ...old];
    const user = admin.doc(`${USERS}/${mina.uid}`);
    await user.update({ fcmTokens });
    /** Starts just before her, so that it reads few users of other tests. */
    const migrate = (...args: readonly string[]) =>
      push(
        ...['migrate', '--platform', 'android', '--field', 'fcmTokens'],
        ...['--after', mina.uid.slice(0, -1), ...args],
      );

    assert.match(await migrate(), /Nothing was saved/);
    assert.deepEqual(Object.keys(await mina.pushTokens()), ['known']);
    const printed = await migrate('--write');
    assert.match(printed, /saved 19, there already 1, dropped 5, refused 2/);
    assert.ok(!many.some((token) => printed.includes(token)), 'no token is printed');
    const hashes = [...printed.matchAll(/^✖ [0-9a-f]{12} of (\S+): /gm)];
    assert.equal(hashes.filter(([, uid]) => uid === mina.uid).length, 7);

    await migrate('--write');
    const saved = await mina.pushTokens();
    assert.equal(Object.keys(saved).length, 20);
    assert.equal(saved.known?.token, known.target, 'what the app has saved by the callable stays');
    const platforms = Object.values(saved).map(({ token, platform }) => `${token} ${platform}`);
    assert.ok(platforms.includes(`${phone.target} android`));
    assert.ok(platforms.includes(`${tablet.target} ios`));
    assert.equal(Object.keys(await joon.pushTokens()).length, 1);
    assert.deepEqual((await user.get()).get('fcmTokens'), fcmTokens);
  });

  it('replay sends expired pushes once, which deliveries lists, even if replays are concurrent', async () => {
    const { commenter, phone, postId } = await postAndCommenter();
    const fault = { error: 'UNAVAILABLE', device: phone.target, retryAfter: TOO_LATE_S } as const;
    await setFaults(fault);
    const missed = [await commenter.comment(postId, 'One'), await commenter.comment(postId, 'Two')];
    for (const commentId of missed) {
      assert.deepEqual((await recordOf(commentId)).counts, { expired: 1 });
    }
    await setFaults();
    const listed = await push('deliveries', '--expired-since', '5m', '--json');
    for (const commentId of missed) assert.ok(listed.includes(commentId));
    for (const commentId of missed) {
      assert.deepEqual((await recordOf(commentId)).counts, { expired: 1 }, 'it changes nothing');
    }

    const about = `commentId=${missed[0]}`;
    // A replay that comes too late says so, and fails.
    await Promise.allSettled([
      push('replay', '--about', about),
      push('replay', '--about', about),
      push('replay', '--expired-since', '5m'),
    ]);
    await phone.receives(2);
    for (const commentId of missed) {
      assert.deepEqual((await recordOf(commentId)).counts, { delivered: 1 });
      assert.equal(await pushesAbout(phone, commentId), 1);
    }
    assert.match(await push('replay', '--about', about), /nothing expired/);
    const left = await push('deliveries', '--expired-since', '5m', '--json');
    assert.ok(!missed.some((commentId) => left.includes(commentId)));
  });

  // This test is the last, because each process notices the end of a pause only some time later.
  it('pause delays the first send and the retries until resume, and loses nothing', async () => {
    const { commenter, phone, postId } = await postAndCommenter();
    assert.match(await push('pause'), /^Sending is paused since/);

    /** Returns a new comment, if its push and the retry of it were paused. */
    const heldBack = async (): Promise<string | undefined> => {
      const commentId = await commenter.comment(postId, 'Later');
      const record = await until('it was sent or tried twice', async () =>
        (await recordsOf(commentId)).find(({ state, attempt }) => state === 'done' || attempt > 1),
      );
      return record.pending[0]?.lastCode === 'PAUSED' ? commentId : undefined;
    };
    const commentId = await until('a process has noticed', heldBack, NOTICED_MS);
    assert.equal(await pushesAbout(phone, commentId), 0);

    assert.match(await push('resume'), /^Sending runs since/);
    assert.deepEqual((await recordOf(commentId)).counts, { delivered: 1 });
    assert.equal(await pushesAbout(phone, commentId), 1);
  });
});
