import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { AppUser, closeApps } from './app-user.ts';
import { admin } from './environment.ts';
import { commentData } from './fault-event.ts';
import { Person } from './fault-people.ts';
import type { FcmDevice } from './fcm.ts';
import { recordOf, recordsOf } from './records.ts';
import { until } from './until.ts';

/** For each process of the functions to look at the switch again, and to be started, ms. */
const NOTICED_MS = 60_000;

async function sending(action: 'pause' | 'resume'): Promise<string> {
  const program = join(PROJECT_ROOT, 'tools', 'push', 'main.ts');
  return (await execa(process.execPath, [program, action])).stdout;
}

const of = (commentId: string, received: Awaited<ReturnType<FcmDevice['received']>>) =>
  received.filter(({ message }) => message.data?.commentId === commentId);

describe('A pause of sending', function () {
  this.timeout(2 * NOTICED_MS);
  after(closeApps);
  afterEach(() => sending('resume'));

  it('holds back the first send and the retries, and loses nothing', async () => {
    const person = await Person.create({ live: 1 });
    const [device] = person.live;
    assert.ok(device);
    const postId = await person.post();
    assert.match(await sending('pause'), /^Sending is paused since/);

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
    assert.deepEqual(of(commentId, await device.received()), []);

    assert.match(await sending('resume'), /^Sending runs since/);
    const { counts } = await recordOf(commentId);
    assert.deepEqual(counts, { delivered: 1 });
    assert.equal(of(commentId, await device.received()).length, 1);
  });

  it('is what a test push says', async () => {
    const mina = await AppUser.signUp('Mina');
    const phone = await mina.device({ deviceId: 'phone' });
    await sending('pause');
    const answer = await until(
      'sending is paused',
      async () => {
        const { results } = (await mina.call('sendTestPush').catch(() => ({ results: [] }))) as {
          results: { outcome: string }[];
        };
        return results[0]?.outcome !== 'delivered' && results[0];
      },
      NOTICED_MS,
    );
    assert.deepEqual(answer, { deviceId: 'phone', outcome: 'unavailable', errorCode: 'PAUSED' });
    assert.ok((await phone.received()).length <= 1);
  });
});
