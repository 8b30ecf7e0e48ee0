import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { admin } from './environment.ts';
import { commentData } from './fault-event.ts';
import { Person } from './fault-people.ts';
import { push } from './push-command.ts';
import { recordOf, recordsOf } from './records.ts';
import { until } from './until.ts';

/** For each process of the functions to look at the switch again, and to be started, ms. */
const NOTICED_MS = 60_000;

describe('A pause of sending', function () {
  this.timeout(2 * NOTICED_MS);
  afterEach(() => push('resume'));

  it('holds back the first send and the retries, and loses nothing', async () => {
    const person = await Person.create({ live: 1 });
    const [device] = person.live;
    const received = async (commentId: string) =>
      (await device?.received())?.filter(({ message }) => message.data?.commentId === commentId);
    const postId = await person.post();
    assert.match(await push('pause'), /^Sending is paused since/);

    /** Whether a new comment is held back, and held back again by its retry. */
    const held = async (): Promise<string | undefined> => {
      const commentId = randomUUID();
      await admin.doc(`posts/${postId}/comments/${commentId}`).set(commentData());
      const record = await until('it was tried twice or sent', async () => {
        const [found] = await recordsOf(commentId);
        return (
          (found?.state === 'done' || (found?.state === 'waiting' && found.attempt > 1)) && found
        );
      });
      return record.pending[0]?.lastCode === 'PAUSED' ? commentId : undefined;
    };
    const commentId = await until('a process has noticed', held, NOTICED_MS);
    assert.deepEqual(await received(commentId), []);

    assert.match(await push('resume'), /^Sending runs since/);
    assert.deepEqual((await recordOf(commentId)).counts, { delivered: 1 });
    assert.equal((await received(commentId))?.length, 1);
  });
});
