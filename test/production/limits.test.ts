import assert from 'node:assert/strict';
import { setTimeout as pass } from 'node:timers/promises';
import { until } from '../e2e/until.ts';
import type { GoogleAnswer } from './google.ts';
import { comment, db, google, person, records, start } from './production.ts';
import { documentEvent, task } from './requests.ts';

const FCM = 'fcm.googleapis.com';
/** What a function declares, MB, and what it may take of it: a fifth is to spare. */
const MEMORY_MB = 256;
const CEILING_MB = 0.8 * MEMORY_MB;
/** What FCM takes to answer, ms. */
const FCM_MS = 100;

const slowly = async (): Promise<GoogleAnswer> => {
  await pass(FCM_MS);
  return { json: { name: 'sent' } };
};

describe('An instance under load', function () {
  this.timeout(60_000);

  it('delivers 80 comments of 20 devices at once with a fifth of its memory to spare', async () => {
    google.fcm = slowly;
    await using instance = await start('onCommentCreated', { memoryMb: MEMORY_MB });
    const author = await person(20);
    const events = await Promise.all(
      Array.from({ length: 80 }, (_, i) => comment(author, `crowd-${i}`)),
    );
    const answers = await Promise.all(events.map((event) => documentEvent(instance, event)));
    assert.ok(
      answers.every(({ status }) => status === 204),
      instance.output,
    );
    assert.equal(google.asked(FCM).length, 80 * 20);
    console.log(`      80 comments at once: ${instance.peakMb.toFixed(0)} MB`);
    assert.ok(instance.peakMb < CEILING_MB, `${instance.peakMb} MB`);
  });

  it('delivers as many pages of followers as it takes at once, likewise', async () => {
    google.fcm = slowly;
    await using instance = await start('deliverFollowers', { memoryMb: MEMORY_MB });
    const author = await person(20);
    const { fields } = await comment(author, 'followed');
    const batch = db.batch();
    const followers = await Promise.all(Array.from({ length: 100 }, () => person(2)));
    for (const uid of followers) {
      batch.set(db.doc(`posts/followed/followers/${uid}`), { createdAt: fields.createdAt });
    }
    await batch.commit();
    const about = { postId: 'followed', commentId: 'comment', authorId: fields.authorId };
    const N = Number(process.env.PAGES ?? 50);
    const answers = await Promise.all(
      Array.from({ length: N }, (_, i) => {
        const page = {
          id: `crowd-${i}`,
          about,
          page: 1,
          named: [],
          bornAt: Date.now(),
          createdAt: Date.now(),
          startedAt: Date.now(),
        };
        return task(instance, { queue: 'deliverFollowers', data: page });
      }),
    );
    assert.ok(
      answers.every(({ status }) => status === 204),
      instance.output,
    );
    assert.equal(google.asked(FCM).length, N * 200);
    console.log(`      ${N} pages at once: ${instance.peakMb.toFixed(0)} MB`);
    assert.ok(instance.peakMb < CEILING_MB, `${instance.peakMb} MB`);
  });
});

describe('An instance that is told to end', function () {
  this.timeout(30_000);

  it('ends what is under way and writes it down, and begins no send', async () => {
    const held: (() => void)[] = [];
    google.fcm = () => new Promise((resolve) => held.push(() => resolve({ json: {} })));
    await using instance = await start('onCommentCreated');
    const [busy, late] = await Promise.all([person(20), person(1)]);
    const sending = documentEvent(instance, await comment(busy, 'under-way'));
    await until('FCM is asked', async () => held.length === 20);
    const event = await comment(late, 'too-late');
    instance.signal('SIGTERM');
    // One that came in at the same moment: it is not sent any more, and not lost.
    assert.equal((await documentEvent(instance, event)).status, 204);
    for (const release of held) release();
    assert.equal((await sending).status, 204);
    assert.deepEqual(await instance.ended, { code: 0, signal: null });
    assert.deepEqual((await records('under-way'))[0]?.counts, { delivered: 20 });
    assert.equal(google.asked(FCM).length, 20);
    const [record] = await records('too-late');
    assert.equal(record?.state, 'waiting');
    assert.equal(google.asked('cloudtasks.googleapis.com').length, 1);
  });

  it('ends at once when nothing is under way', async () => {
    await using instance = await start('onCommentCreated');
    instance.signal('SIGTERM');
    assert.deepEqual(await instance.ended, { code: 0, signal: null });
  });
});
