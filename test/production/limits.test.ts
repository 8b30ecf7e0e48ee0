import assert from 'node:assert/strict';
import { setTimeout as pass } from 'node:timers/promises';
import { until } from '../e2e/until.ts';
import type { Instance } from './instance.ts';
import { comment, endpoints, follow, google, person, records, start } from './production.ts';
import { documentEvent, task } from './requests.ts';

const FCM = 'fcm.googleapis.com';
const TASKS = 'cloudtasks.googleapis.com';
/** The queue of pages. On a busy machine, slow sends go to the queue of retries. */
const PAGES = 'queues/deliverFollowers/tasks';
/** Time for thousands of sends by one instance on a busy machine, in ms. */
const LOAD_MS = 180_000;
/** The maximum share of its memory that an instance may use. */
const SHARE = 0.8;
/** Comments with a hundred users each whose followers an instance serves at once. */
const CROWDS_AT_ONCE = 20;
const COMMENTS_AT_ONCE = 80;
/** Twice as many as an instance gets at once. */
const PAGES_IN_ALL = 40;
/** FCM's latency in ms. */
const FCM_MS = 100;

async function startWithItsMemory(name: string) {
  const { [name]: endpoint } = await endpoints();
  assert.ok(endpoint);
  const { availableMemoryMb: memoryMb, concurrency } = endpoint;
  const instance = await start(name, { memoryMb });
  return { instance, memoryMb, concurrency };
}

function assertToSpare({ peakMb, isInGroup }: Instance, memoryMb: number, what: string): void {
  const within = isInGroup ? 'in a group of' : 'with the heap of';
  const measured = `${what}: ${peakMb.toFixed(0)} MB ${within} ${memoryMb}`;
  console.log(`      ${measured}`);
  assert.ok(peakMb < SHARE * memoryMb, measured);
}

describe('An instance has a fifth of its memory to spare', function () {
  this.timeout(LOAD_MS);

  it('while it delivers the maximum number of pages of 100 followers at once', async () => {
    google.fcm = async () => {
      await pass(FCM_MS);
      return { json: { name: 'sent' } };
    };
    await comment(await person(), 'followed');
    await follow(['followed'], 100, 2);
    const started = await startWithItsMemory('deliverFollowers');
    await using instance = started.instance;
    const params = { postId: 'followed', commentId: 'comment' };
    const left = Array(PAGES_IN_ALL).keys();
    const inTurn = async () => {
      for (const i of left) {
        const event = { id: `crowd-${i}`, name: 'comment', params, at: Date.now() };
        const page = { event, page: 2, startedAt: Date.now(), named: [] };
        const { status } = await task(instance, 'deliverFollowers', { page });
        assert.equal(status, 204, instance.output);
      }
    };
    await Promise.all(Array.from({ length: started.concurrency }, inTurn));
    assert.equal(google.asked(FCM).length, PAGES_IN_ALL * 200);
    assertToSpare(instance, started.memoryMb, `${started.concurrency} pages at once`);
  });

  it('in a storm of comments, in which it leaves other pages to the queue', async () => {
    // FCM answers only after it is decided whose followers wait.
    let settled: Promise<unknown> | undefined;
    const queued = COMMENTS_AT_ONCE - CROWDS_AT_ONCE;
    google.fcm = async () => {
      settled ??= until(
        'the other pages are in the queue',
        () => google.asked(TASKS, PAGES).length === queued,
      );
      await settled;
      return { json: { name: 'sent' } };
    };
    const posts = Array.from({ length: COMMENTS_AT_ONCE }, (_, i) => `storm-${i}`);
    const author = await person();
    const events = await Promise.all(posts.map((post) => comment(author, post)));
    await follow(posts, 99);
    const started = await startWithItsMemory('onCommentCreated');
    assert.equal(started.concurrency, COMMENTS_AT_ONCE);
    await using instance = started.instance;
    const answers = await Promise.all(events.map((event) => documentEvent(instance, event)));
    assert.ok(
      answers.every(({ status }) => status === 204),
      instance.output,
    );
    assert.equal(google.asked(TASKS, PAGES).length, queued);
    assert.equal(google.asked(FCM).length, COMMENTS_AT_ONCE + CROWDS_AT_ONCE * 99);
    assertToSpare(instance, started.memoryMb, `${COMMENTS_AT_ONCE} comments at once`);
  });
});

describe('An instance that must end', function () {
  this.timeout(LOAD_MS);

  it('finishes and records running sends, and starts no new one', async () => {
    const held: (() => void)[] = [];
    google.fcm = () => new Promise((resolve) => held.push(() => resolve({ json: {} })));
    await using instance = await start('onCommentCreated');
    const [busy, late] = await Promise.all([person(20), person(1)]);
    const sending = documentEvent(instance, await comment(busy, 'under-way'));
    await until('FCM is asked', () => held.length === 20);
    const event = await comment(late, 'too-late');
    instance.signal('SIGTERM');
    // An event that comes at the same moment is not sent any more, but is not lost.
    assert.equal((await documentEvent(instance, event)).status, 204);
    for (const release of held) release();
    assert.equal((await sending).status, 204);
    assert.deepEqual(await instance.ended, { code: 0, signal: null });
    assert.deepEqual((await records('under-way'))[0]?.counts, { delivered: 20 });
    assert.equal(google.asked(FCM).length, 20);
    const [record] = await records('too-late');
    assert.equal(record?.state, 'waiting');
    assert.equal(google.asked(TASKS).length, 1);
  });

  it('ends at once if nothing is running', async () => {
    await using instance = await start('onCommentCreated');
    instance.signal('SIGTERM');
    assert.deepEqual(await instance.ended, { code: 0, signal: null });
  });
});
