import assert from 'node:assert/strict';
import { CommentEvent } from './fault-event.ts';
import { Person } from './fault-people.ts';
import { push } from './push-command.ts';
import { recordsOf } from './records.ts';
import { until } from './until.ts';

/** Past `PUSH_MAX_AGE`, ms. */
const TOO_LATE_MS = 5 * 60 * 60_000;

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
  const counts = async () =>
    (await recordsOf(event.commentId)).find(({ state }) => state !== 'skipped')?.counts;
  assert.deepEqual(await counts(), { expired: 2 });
  assert.deepEqual(await received(), []);
  return { commentId: event.commentId, received, counts };
}

describe('Pushes that have expired', function () {
  this.timeout(120_000);

  it('are all found by when they expired, and sent once by replays at once', async () => {
    const [one, other] = [await missed(), await missed()];
    const listed = await push('deliveries', '--expired-since', '5m', '--json');
    for (const { commentId } of [one, other]) assert.ok(listed.includes(commentId));
    assert.deepEqual(await one.counts(), { expired: 2 }, 'listing changes nothing');

    const about = `commentId=${one.commentId}`;
    // One that comes too late says so, and fails.
    await Promise.allSettled([
      push('replay', '--about', about),
      push('replay', '--about', about),
      push('replay', '--expired-since', '5m'),
    ]);
    for (const { counts, received } of [one, other]) {
      await until('they are delivered', async () => (await counts())?.delivered === 2);
      assert.equal((await received()).length, 2);
    }
    assert.match(await push('replay', '--about', about), /nothing expired/);
    assert.ok(!(await push('deliveries', '--expired-since', '5m')).includes(one.commentId));
  });
});
