import assert from 'node:assert/strict';
import { setTimeout as pass } from 'node:timers/promises';
import type { Page } from '../../functions/src/delivery/page.ts';
import { until } from '../e2e/until.ts';
import type { GoogleAnswer } from './google.ts';
import type { Instance } from './instance.ts';
import { comment, db, endpoints, google, person, records, start } from './production.ts';
import { documentEvent, task } from './requests.ts';

const FCM = 'fcm.googleapis.com';
const TASKS = 'cloudtasks.googleapis.com';
/** Where pages are put: what takes too long on a busy machine goes to the queue of retries. */
const PAGES = 'queues/deliverFollowers/tasks';
/** A thousand sends by one instance, on a busy machine. Milliseconds. */
const LOAD_MS = 180_000;
/** The most that an instance may take of its memory. */
const SHARE = 0.8;
/** Comments to a hundred people each for which an instance tells followers at once. */
const CROWDS_AT_ONCE = 20;
/** What FCM takes to answer, ms. */
const FCM_MS = 100;

const slowly = async (): Promise<GoogleAnswer> => {
  await pass(FCM_MS);
  return { json: { name: 'sent' } };
};

function assertToSpare({ peakMb, isInGroup }: Instance, memoryMb: number, what: string): void {
  const within = isInGroup ? 'in a group of' : 'with the heap of';
  const measured = `${what}: ${peakMb.toFixed(0)} MB ${within} ${memoryMb}`;
  console.log(`      ${measured}`);
  assert.ok(peakMb < SHARE * memoryMb, measured);
}

describe('An instance under load', function () {
  this.timeout(LOAD_MS);

  it('delivers 80 comments of 20 devices at once with a fifth of its memory to spare', async () => {
    google.fcm = slowly;
    const { onCommentCreated: endpoint } = await endpoints();
    assert.ok(endpoint && endpoint.concurrency === 80);
    const { availableMemoryMb: memoryMb } = endpoint;
    await using instance = await start('onCommentCreated', { memoryMb });
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
    assertToSpare(instance, memoryMb, '80 comments at once');
  });

  it('delivers 80 pages of 100 followers, as many at once as it takes, likewise', async () => {
    google.fcm = slowly;
    await comment(await person(), 'followed');
    const batch = db.batch();
    for (const uid of await Promise.all(Array.from({ length: 100 }, () => person(2)))) {
      batch.set(db.doc(`posts/followed/followers/${uid}`), { createdAt: new Date() });
    }
    await batch.commit();
    const params = { postId: 'followed', commentId: 'comment' };
    const pageOf = (id: string): Page => ({
      ...{ event: { id, name: 'comment', params, at: Date.now() }, page: 2 },
      ...{ startedAt: Date.now(), named: [] },
    });

    const { deliverFollowers: endpoint } = await endpoints();
    assert.ok(endpoint);
    const { availableMemoryMb: memoryMb, concurrency } = endpoint;
    await using instance = await start('deliverFollowers', { memoryMb });
    const left = Array(80).keys();
    const inTurn = async () => {
      for (const i of left) {
        const data = { page: pageOf(`crowd-${i}`) };
        const { status } = await task(instance, { queue: 'deliverFollowers', data });
        assert.equal(status, 204, instance.output);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, inTurn));
    assert.equal(google.asked(FCM).length, 80 * 200);
    assertToSpare(instance, memoryMb, `${concurrency} pages at once`);
  });
});

describe('An instance in a storm', function () {
  this.timeout(LOAD_MS);

  it('delivers 80 comments on posts of 99 followers likewise, and leaves the other pages to the queue', async () => {
    // So nobody is told before it is settled whose followers wait.
    let settled: Promise<unknown> | undefined;
    google.fcm = async () => {
      settled ??= until(
        'the other pages are in the queue',
        async () => google.asked(TASKS, PAGES).length === 80 - CROWDS_AT_ONCE,
      );
      await settled;
      return { json: { name: 'sent' } };
    };
    const { onCommentCreated: endpoint } = await endpoints();
    assert.ok(endpoint);
    const { availableMemoryMb: memoryMb } = endpoint;
    const author = await person();
    const events = await Promise.all(
      Array.from({ length: 80 }, (_, i) => comment(author, `storm-${i}`)),
    );
    const followers = await Promise.all(Array.from({ length: 99 }, () => person()));
    for (let i = 0; i < 80; i += 1) {
      const batch = db.batch();
      for (const uid of followers) {
        batch.set(db.doc(`posts/storm-${i}/followers/${uid}`), { createdAt: new Date() });
      }
      await batch.commit();
    }
    await using instance = await start('onCommentCreated', { memoryMb });
    const answers = await Promise.all(events.map((event) => documentEvent(instance, event)));
    assert.ok(
      answers.every(({ status }) => status === 204),
      instance.output,
    );
    assert.equal(google.asked(TASKS, PAGES).length, 80 - CROWDS_AT_ONCE);
    assert.equal(google.asked(FCM).length, 80 + CROWDS_AT_ONCE * 99);
    assertToSpare(instance, memoryMb, '80 comments of 100 recipients at once');
  });
});

describe('An instance that is told to end', function () {
  this.timeout(LOAD_MS);

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
