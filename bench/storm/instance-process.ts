import { createRequire } from 'node:module';
import { join } from 'node:path';
import { countCharges } from '../../tools/metering/firestore-charges.ts';
import {
  type Database,
  type EnqueuedTask,
  loadFunctions,
} from '../../tools/metering/metered-functions.ts';
import { eventOf, type Scenario } from '../../tools/metering/scenario.ts';
import { givenTask } from '../compare/fresh-process.ts';
import { leadHttp2To } from '../sender/lead-http2.ts';

/** What an instance is told to run: a comment that was written, or a task that a queue hands out. */
export type Work =
  | { readonly comment: Scenario & { readonly text: string } }
  | { readonly task: EnqueuedTask };

/** All since the process began; `rssMb` is the most at any time. */
export interface Usage {
  readonly reads: number;
  readonly writes: number;
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** `usage` comes when it has begun, and whenever it is asked. */
export type Answer =
  | { readonly usage: Usage }
  | { readonly enqueue: EnqueuedTask }
  | { readonly ended: number; readonly error?: string };

const SAMPLE = join(import.meta.dirname, '..', 'baselines', 'sample-function.cjs');
/** Longer than any run, s. */
const TOKEN_LIFE_SECONDS = 3600;

interface Subject {
  readonly db: Database;
  run(work: Work): Promise<unknown>;
}

const { fcmPort, isSample } = givenTask<{ fcmPort: number; isSample: boolean }>();
const say = (answer: Answer) => process.send?.(answer);
const requireAsFunction = createRequire(new URL('../../functions/package.json', import.meta.url));

async function ours(): Promise<Subject> {
  requireAsFunction('google-auth-library').GoogleAuth.prototype.getClient = async () => ({
    getAccessToken: async () => ({ token: 'owner' }),
    credentials: { expiry_date: Date.now() + TOKEN_LIFE_SECONDS * 1000 },
  });
  const { db, run } = await loadFunctions((enqueue) => say({ enqueue }));
  return {
    db,
    run: (work) =>
      'task' in work
        ? run(work.task.queue, { data: work.task.data })
        : run('onCommentCreated', eventOf(work.comment, work.comment.text)),
  };
}

function sample(): Subject {
  const { applicationDefault, initializeApp } = requireAsFunction('firebase-admin/app');
  // Of this class, or else Firestore refuses it.
  const credential = applicationDefault();
  credential.getAccessToken = async () => ({
    access_token: 'owner',
    expires_in: TOKEN_LIFE_SECONDS,
  });
  initializeApp({ projectId: process.env.GCLOUD_PROJECT, credential });
  const { notifyOfComment } = requireAsFunction(SAMPLE);
  return {
    db: requireAsFunction('firebase-admin/firestore').getFirestore(),
    run: async (work) =>
      'comment' in work && notifyOfComment.run(eventOf(work.comment, work.comment.text)),
  };
}

leadHttp2To(fcmPort);
const subject = isSample ? sample() : await ours();
const charges = countCharges(subject.db);

function tellUsage(): void {
  const { user, system } = process.cpuUsage();
  const { reads, writes } = charges;
  const { maxRSS } = process.resourceUsage();
  say({ usage: { reads, writes, cpuMs: (user + system) / 1000, rssMb: maxRSS / 1024 } });
}

process.on('message', async (message: { id: number; work: Work } | 'usage') => {
  if (message === 'usage') return tellUsage();
  const { id, work } = message;
  try {
    await subject.run(work);
    say({ ended: id });
  } catch (error) {
    say({ ended: id, error: String(error) });
  }
});
process.on('disconnect', () => process.exit());
tellUsage();
