import { type App, type AppOptions, getApps, initializeApp } from 'firebase-admin/app';
import { type Firestore, getFirestore } from 'firebase-admin/firestore';
import { setGCPResidency } from 'gcp-metadata';
import { fcmEndpoint } from '../config/fcm-endpoint.ts';
import { REGION } from '../config/params.ts';
import { type AccessTokens, cachedAccessTokens } from '../fcm/access-token.ts';
import { createFcmSender, type FcmSender } from '../fcm/fcm-sender.ts';
import { limitConnecting } from './connect-limit.ts';
import { endInGoodOrder, isEnding } from './instance-end.ts';
import { addTask, type Task } from './tasks.ts';

/** What a function instance holds open between invocations, each made on first use. */

/** An app of its own: in a function kit the default one is the wrapper's. */
const APP_NAME = 'comment-push';
const ENDPOINT = fcmEndpoint(process.env);
const EMULATED = ENDPOINT.emulated;
/** What the emulators take from whoever is at the machine. */
const NO_SECRET: AccessTokens = { current: async () => 'owner', drop() {} };

/** What an ending instance leaves is for a task that comes after so long, ms: to another instance. */
const HANDED_ON_MS = 1_000;

/**
 * A channel to Firestore that died without a word, as during a freeze of the instance, is found out
 * within the sum of these, ms. gRPC itself would wait for ever. Only while a call is under way, and
 * at most six times a minute, is there a ping of 17 bytes: Google's own clients ping as often.
 */
const CHANNEL = { 'grpc.keepalive_time_ms': 10_000, 'grpc.keepalive_timeout_ms': 5_000 };

const IN_CLOUD = process.env.K_SERVICE !== undefined && !EMULATED;
if (IN_CLOUD) endInGoodOrder();

function app(): App {
  const ours = getApps().find(({ name }) => name === APP_NAME);
  if (ours !== undefined) return ours;
  if (IN_CLOUD) limitTokenRequests();
  return initializeApp(EMULATED ? emulatedOptions() : undefined, APP_NAME);
}

/**
 * Where Google's library finds that it runs in the cloud, it waits for ever for an access token, and
 * so does whoever asks for one later, Firestore and Cloud Tasks too; elsewhere it waits three seconds.
 */
function limitTokenRequests(): void {
  setGCPResidency(false);
  process.env.METADATA_SERVER_DETECTION ??= 'assume-present';
}

/** Named, or else the SDK looks for a service account on the network for each task it enqueues. */
function emulatedOptions(): AppOptions {
  const projectId = process.env.GCLOUD_PROJECT;
  return { ...(projectId && { projectId }), serviceAccountId: 'emulated@example.com' };
}

let db: Firestore | undefined;

export function firestore(): Firestore {
  if (db === undefined) {
    limitConnecting();
    db = getFirestore(app());
    db.settings(CHANNEL);
  }
  return db;
}

let sender: FcmSender | undefined;

export function fcm(): FcmSender {
  sender ??= whileRunning(
    createFcmSender({
      origin: ENDPOINT.origin,
      projectId: projectId(),
      accessTokens: EMULATED ? NO_SECRET : cachedAccessTokens(),
    }),
  );
  return sender;
}

/** Begins no request once the instance has been told to end: the answer might come too late. */
function whileRunning({ send, close }: FcmSender): FcmSender {
  return {
    send: async (request) =>
      isEnding() ? { pausedMs: HANDED_ON_MS, ending: true } : send(request),
    close,
  };
}

function projectId(): string {
  const id = app().options.projectId ?? process.env.GCLOUD_PROJECT;
  if (id === undefined) throw new Error('GCLOUD_PROJECT is not set: this is no function instance');
  return id;
}

/** Adds a task to a queue function. */
export function enqueue(task: Task): Promise<void> {
  return addTask(app(), { region: process.env.FUNCTION_REGION ?? REGION.value() }, task);
}
