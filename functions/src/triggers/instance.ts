import { setTimeout } from 'node:timers/promises';
import { initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';
import { setGCPResidency } from 'gcp-metadata';
import { userStore } from '../audience/user-store.ts';
import { fcmEndpoint, firestorePort } from '../config/environment.ts';
import * as params from '../config/params.ts';
import type { DeliveryPorts } from '../delivery/deliver.ts';
import { pageTime } from '../delivery/page.ts';
import { recordStore } from '../delivery/record-store.ts';
import { eventStore } from '../events/event-store.ts';
import { type AccessTokens, cachedAccessTokens } from '../fcm/access-token.ts';
import { createFcmSender } from '../fcm/fcm-sender.ts';
import { SENDING_PATH, withGate } from '../fcm/gate.ts';
import { inboxStore } from '../inbox/inbox-store.ts';
import { forgetDevices, markDevices } from '../tokens/device-store.ts';
import { limitConnecting } from './connect-limit.ts';
import { log } from './failures.ts';
import { endGracefully, isEnding } from './instance-end.ts';
import { addTask, pageTask, retryTask, type Task } from './tasks.ts';

/** What an instance keeps between invocations. Each part is created on first use. */
function once<T>(create: () => T): () => T {
  let created: { readonly part: T } | undefined;
  return () => {
    created ??= { part: create() };
    return created.part;
  };
}

const ENDPOINT = fcmEndpoint(process.env);
const EMULATED = ENDPOINT.emulated;
/** The emulators accept this token. */
const EMULATOR_TOKENS: AccessTokens = { current: async () => 'owner', drop() {} };

/** Window of `MENTION_BURST`, in milliseconds. */
const BURST_WINDOW_MS = 10 * 60_000;

/**
 * gRPC pings while a call is open, so that it notices a dead connection to Firestore within the sum
 * of these milliseconds, and not never. Google's own clients ping as often.
 */
const CHANNEL = { 'grpc.keepalive_time_ms': 10_000, 'grpc.keepalive_timeout_ms': 5_000 };

const IN_CLOUD = process.env.K_SERVICE !== undefined && !EMULATED;
if (IN_CLOUD) endGracefully();

/** Our own app. In a function kit, the default app belongs to the wrapper. */
const app = once(() => {
  if (IN_CLOUD) {
    // Google's library would wait forever for an access token, and so would every later caller,
    // including Firestore and Cloud Tasks. With these settings it waits three seconds.
    setGCPResidency(false);
    process.env.METADATA_SERVER_DETECTION ??= 'assume-present';
  }
  const projectId = process.env.GCLOUD_PROJECT;
  // With an account name, the SDK does not search the network for an account at each task.
  const emulated = { ...(projectId && { projectId }), serviceAccountId: 'emulated@example.com' };
  return initializeApp(EMULATED ? emulated : undefined, 'comment-push');
});

export const firestore = once(() => {
  limitConnecting(firestorePort(process.env));
  const db = getFirestore(app());
  db.settings(CHANNEL);
  return db;
});

/** Adds a task to a queue, in the region of the params: the caller's may differ. */
const enqueue = (task: Task) => addTask(app(), { region: params.REGION.value() }, task);

export const ports = once((): Omit<DeliveryPorts, 'definitionOf'> => {
  const db = firestore();
  const projectId = app().options.projectId ?? process.env.GCLOUD_PROJECT;
  if (projectId === undefined) {
    throw new Error('GCLOUD_PROJECT is not set, so this is not a function instance');
  }
  const limits = {
    unavailableMs: params.RETRY_FLOOR_SECONDS.value() * 1000,
    quotaMs: params.QUOTA_RETRY_FLOOR_SECONDS.value() * 1000,
    maxAgeMs: params.PUSH_MAX_AGE.value() * 1000,
    leaseMs: params.DELIVERY_LEASE_SECONDS.value() * 1000,
    pageSize: 100,
    roundSize: 100,
    peopleAtOnce: 2_000,
  };
  const pacing = {
    alertIntervalMs: params.ALERT_INTERVAL.value() * 1000,
    burst: params.MENTION_BURST.value(),
    windowMs: BURST_WINDOW_MS,
  };
  const sender = createFcmSender({
    origin: ENDPOINT.origin,
    projectId,
    accessTokens: EMULATED ? EMULATOR_TOKENS : cachedAccessTokens(),
    isEnding,
  });
  const pagesPerSecond = params.FOLLOWER_PAGES_PER_SECOND.value();
  return {
    events: eventStore(db),
    users: userStore(db),
    ...(params.INBOX.value() && { inbox: inboxStore(db, pacing) }),
    records: recordStore(db),
    send: withGate(sender.send, {
      isPaused: async () => (await db.doc(SENDING_PATH).get()).get('paused') === true,
      onPaused: () => log('sending.paused', {}),
      waitMs: limits.quotaMs,
      now: Date.now,
    }),
    forget: (dead) => forgetDevices(db, dead),
    mark: (mismatched) => markDevices(db, mismatched),
    scheduleRetry: (id, attempt, at) => enqueue(retryTask(id, attempt, at, Date.now())),
    enqueuePage: (page) => enqueue(pageTask(page, pageTime(page, pagesPerSecond, Date.now()))),
    log,
    webOrigin: params.WEB_ORIGIN.value(),
    sharePercent: params.PUSH_SHARE_PERCENT.value(),
    limits,
    crowd: { people: 0 },
    now: Date.now,
    random: Math.random,
    pause: (ms) => setTimeout(ms),
  };
});
