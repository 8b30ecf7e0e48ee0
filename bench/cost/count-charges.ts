import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Messaging } from 'firebase-admin/messaging';
import type { CommentPorts, FollowerPage } from '../../functions/src/comments/comment-ports.ts';
import { commentStore } from '../../functions/src/comments/comment-store.ts';
import { pushComment } from '../../functions/src/comments/push-comment.ts';
import { pushFollowers } from '../../functions/src/comments/push-followers.ts';
import { recordStore } from '../../functions/src/delivery/record-store.ts';
import { firestore } from '../../functions/src/triggers/firebase.ts';
import { givenTask } from '../compare/fresh-process.ts';
import { DEFAULT_LIMITS } from '../default-limits.ts';
import { countCharges } from './firestore-charges.ts';
import type { Charges } from './prices.ts';
import { COMMENT_ID, type CostTask, commentOf } from './scenario.ts';
import { seed } from './seed.ts';

interface Sample {
  readonly notifyOfComment: { run(event: unknown): Promise<unknown> };
}

const SAMPLE = join(import.meta.dirname, '..', 'baselines', 'sample-function.cjs');
const requireAsFunction = createRequire(
  join(import.meta.dirname, '..', '..', 'functions', 'package.json'),
);

const task = givenTask<CostTask>();
console.log(JSON.stringify(await (task.subject === 'ours' ? chargesOfOurs() : chargesOfSample())));
process.exit();

/** The real code over the real client; FCM says yes, and the queue is a list. */
async function chargesOfOurs(): Promise<Charges> {
  const db = firestore();
  await seed(db, task);
  const charges = countCharges(db);
  const pages: FollowerPage[] = [];
  let retries = 0;
  const unexpected = async (): Promise<never> => {
    throw new Error('every device is alive');
  };
  const ports: CommentPorts = {
    records: recordStore(db),
    store: commentStore(db),
    send: async () => ({ status: 200, body: '' }),
    collapse: 'comment',
    enqueuePage: async (page) => void pages.push(page),
    wake: async () => void retries++,
    forget: unexpected,
    mark: unexpected,
    log() {},
    limits: DEFAULT_LIMITS,
    now: Date.now,
    random: Math.random,
  };
  const { postId } = task;
  const event = { eventId: `event of ${postId}`, at: Date.now(), postId, commentId: COMMENT_ID };
  await pushComment({ ...event, data: commentOf(task) }, ports);
  let tasks = 0;
  for (let page = pages.shift(); page !== undefined; page = pages.shift()) {
    tasks += 1;
    await pushFollowers(page, ports);
  }
  tasks += retries;
  return { ...charges, tasks, invocations: 1 + tasks };
}

async function chargesOfSample(): Promise<Charges> {
  const db = firestore();
  await seed(db, task);
  const charges = countCharges(db);
  const messaging: Messaging = requireAsFunction('firebase-admin/messaging').getMessaging();
  messaging.sendEach = async (messages) => {
    const responses = messages.map(() => ({ success: true }));
    return { responses, successCount: messages.length, failureCount: 0 };
  };
  const { notifyOfComment }: Sample = requireAsFunction(SAMPLE);
  const comment = commentOf(task);
  await notifyOfComment.run({
    params: { postId: task.postId, commentId: COMMENT_ID },
    data: { data: () => comment },
  });
  return { ...charges, tasks: 0, invocations: 1 };
}
