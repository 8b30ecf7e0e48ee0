import assert from 'node:assert/strict';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { CommentEvent } from './fault-event.ts';
import { Person } from './fault-people.ts';
import { recordsOf } from './records.ts';
import { until } from './until.ts';

/** Past `PUSH_MAX_AGE`, ms. */
const TOO_LATE_MS = 5 * 60 * 60_000;

async function push(...args: readonly string[]) {
  const program = join(PROJECT_ROOT, 'tools', 'push', 'main.ts');
  return execa(process.execPath, [program, ...args], { reject: false });
}

/** A comment whose event came too late for its one recipient. */
async function missed() {
  const person = await Person.create({ live: 2 });
  const long = new Date(Date.now() - TOO_LATE_MS).toISOString();
  const event = await CommentEvent.stage((postId) => person.post(postId), [], long);
  await event.deliverUntilTaken();
  const received = async () => {
    const all = await Promise.all(person.live.map((device) => device.received()));
    return all.flat().filter(({ message }) => message.data?.commentId === event.commentId);
  };
  const record = async () =>
    (await recordsOf(event.commentId)).find(({ state }) => state !== 'skipped');
  assert.deepEqual((await record())?.counts, { expired: 2 });
  assert.deepEqual(await received(), []);
  return { event, received, record };
}

describe('Pushes that have expired', function () {
  this.timeout(120_000);

  it('are sent once by replays of their comment at once, with all their time to live', async () => {
    const { event, received, record } = await missed();
    const replays = await Promise.all(
      Array.from({ length: 3 }, () => push('replay', '--about', `commentId=${event.commentId}`)),
    );
    const said = replays.filter(({ stdout }) => stdout.includes('sent again'));
    assert.equal(said.length, 1, replays.map(({ stdout, stderr }) => stdout + stderr).join('\n'));
    await until('they are delivered', async () => (await record())?.counts.delivered === 2);
    assert.deepEqual((await record())?.counts, { delivered: 2 });
    const pushes = await received();
    assert.equal(pushes.length, 2);
    const [ttl = ''] = pushes.map(({ message }) => message.android?.ttl);
    assert.ok(Number.parseInt(ttl ?? '', 10) > 3 * 60 * 60, `lives ${ttl}`);

    const again = await push('replay', '--about', `commentId=${event.commentId}`);
    assert.match(again.stdout, /nothing expired/);
    assert.equal((await received()).length, 2);
  });

  it('are all found by when they expired, first listed and then sent', async () => {
    const [one, other] = [await missed(), await missed()];
    const listed = await push('deliveries', '--expired-since', '5m', '--json');
    const rows: { event: string; about: string }[] = JSON.parse(listed.stdout);
    for (const { event } of [one, other]) {
      const [row] = rows.filter(({ about }) => about.includes(event.commentId));
      assert.equal(row?.event, 'comment');
    }
    assert.deepEqual((await one.record())?.counts, { expired: 2 }, 'listing changes nothing');

    const replayed = await push('replay', '--expired-since', '5m');
    assert.equal(replayed.exitCode, 0, replayed.stderr);
    for (const { record } of [one, other]) {
      await until('they are delivered', async () => (await record())?.counts.delivered === 2);
    }
    const after = await push('deliveries', '--expired-since', '5m');
    assert.ok(!after.stdout.includes(one.event.commentId));
  });

  it('are told from others by the command’s usage', async () => {
    for (const args of [
      [],
      ['--about', 'commentId=a', '--expired-since', '1h'],
      ['--expired-since', 'x'],
    ]) {
      const { exitCode, stderr } = await push('replay', ...args);
      assert.equal(exitCode, 2);
      assert.match(stderr, /--/);
    }
  });
});
