import { countCharges } from '../../tools/metering/firestore-charges.ts';
import {
  type Database,
  loadFunctions,
  requireAsFunction,
  SAMPLE,
} from '../../tools/metering/metered-functions.ts';
import { eventOf } from '../../tools/metering/scenario.ts';
import { leadHttp2To } from '../fcm/lead-http2.ts';
import { givenTask } from '../fresh-process.ts';
import type { Answer, InstanceTask, Request, Work } from './instance.ts';

/** Longer than any run, in seconds. */
const TOKEN_LIFE_SECONDS = 3600;

interface Subject {
  readonly db: Database;
  run(work: Work): Promise<void>;
}

const say = (answer: Answer) => process.send?.(answer);

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
  // Firestore accepts no other class.
  const credential = applicationDefault();
  const token = { access_token: 'owner', expires_in: TOKEN_LIFE_SECONDS };
  credential.getAccessToken = async () => token;
  initializeApp({ projectId: process.env.GCLOUD_PROJECT, credential });
  const { notifyOfComment } = requireAsFunction(SAMPLE);
  return {
    db: requireAsFunction('firebase-admin/firestore').getFirestore(),
    run: async (work) =>
      'comment' in work && notifyOfComment.run(eventOf(work.comment, work.comment.text)),
  };
}

const { fcmPort, isSample } = givenTask<InstanceTask>();
leadHttp2To(fcmPort);
const subject = isSample ? sample() : await ours();
const charges = countCharges(subject.db);

function sayUsage(): void {
  const { reads, writes } = charges;
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  say({ usage: { reads, writes, cpuMs: (user + system) / 1000, rssMb: maxRSS / 1024 } });
}

process.on('message', async (request: Request) => {
  if (request === 'usage') return sayUsage();
  const isDone = await subject.run(request.work).then(
    () => true,
    () => false,
  );
  say({ ended: request.id, isDone });
});
process.on('disconnect', () => process.exit());
sayUsage();
