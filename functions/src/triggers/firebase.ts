import {
  type App,
  type AppOptions,
  applicationDefault,
  getApps,
  initializeApp,
} from 'firebase-admin/app';
import { type Firestore, getFirestore } from 'firebase-admin/firestore';
import { REGION } from '../config.ts';
import { cachedAccessToken } from '../delivery/access-token.ts';
import { fcmEndpoint } from '../delivery/fcm-endpoint.ts';
import { createFcmSender, type FcmSender } from '../delivery/fcm-sender.ts';
import { addTask, type Task } from './tasks.ts';

/** What a function instance holds open between invocations, each made on first use. */

const DEFAULT_APP = '[DEFAULT]';
const ENDPOINT = fcmEndpoint(process.env);
const EMULATED = ENDPOINT.emulated;

/** Not just any app: the Functions SDK makes one of its own, with other options, for its events. */
function app(): App {
  const ours = getApps().find(({ name }) => name === DEFAULT_APP);
  return ours ?? initializeApp(...(EMULATED ? [emulatedOptions()] : []));
}

/** Named, or else the SDK looks for a service account on the network for each task it enqueues. */
function emulatedOptions(): AppOptions {
  const projectId = process.env.GCLOUD_PROJECT;
  return { ...(projectId && { projectId }), serviceAccountId: 'emulated@example.com' };
}

export function firestore(): Firestore {
  return getFirestore(app());
}

let sender: FcmSender | undefined;

export function fcm(): FcmSender {
  sender ??= createFcmSender({
    origin: ENDPOINT.origin,
    projectId: projectId(),
    accessToken: EMULATED ? async () => 'owner' : cachedAccessToken(applicationDefault()),
  });
  return sender;
}

function projectId(): string {
  const id = app().options.projectId ?? process.env.GCLOUD_PROJECT;
  if (id === undefined) throw new Error('GCLOUD_PROJECT is not set: this is no function instance');
  return id;
}

/** Adds a task to a queue function. */
export function enqueue(task: Task): Promise<void> {
  return addTask(app(), { region: REGION.value() }, task);
}
