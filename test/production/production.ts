import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Firestore } from '@google-cloud/firestore';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { RunningFirestore } from '../../tools/launcher/running-firestore.ts';
import { INSTALL_MS, installed } from '../runner/installed.ts';
import { Google, PROJECT } from './google.ts';
import { FRAMEWORKS_DIRECTORY, Instance, type InstanceOptions } from './instance.ts';
import { type Upload, unpackedUpload } from './upload.ts';

/** What the tests of this folder share: one upload, one Firestore, one Google. */

const SETTING_UP_MS = 120_000;

export let upload: Upload;
export let google: Google;
export let db: Firestore;
let firestore: RunningFirestore;

before('an upload, a Firestore and a Google', async function () {
  this.timeout(INSTALL_MS + SETTING_UP_MS);
  await installed(FRAMEWORKS_DIRECTORY);
  [upload, firestore, google] = await Promise.all([
    unpackedUpload(),
    RunningFirestore.start(new AbortController().signal),
    Google.start(),
  ]);
  process.env.FIRESTORE_EMULATOR_HOST = firestore.host;
  // Google's libraries look for a cloud around them, which takes seconds without a network.
  process.env.METADATA_SERVER_DETECTION = 'none';
  db = new Firestore({ projectId: PROJECT });
});
afterEach(() => google.reset());
after(async function () {
  this.timeout(SETTING_UP_MS);
  await db.terminate();
  for (const each of [google, firestore, upload]) await each[Symbol.asyncDispose]();
});

/** `host:port` of Firestore. */
export const firestoreHost = (): string => firestore.host;

/** What a deployment reads of a function. */
export interface Endpoint {
  readonly entryPoint: string;
  readonly availableMemoryMb: number;
  readonly concurrency: number;
  readonly eventTrigger?: {
    readonly eventType: string;
    readonly eventFilterPathPatterns?: { readonly document: string };
  };
  readonly taskQueueTrigger?: object;
  readonly callableTrigger?: object;
}

/** What the upload says of itself. */
export async function endpoints(): Promise<Readonly<Record<string, Endpoint>>> {
  await using scratch = await mkdtempDisposable(join(tmpdir(), 'manifest-'));
  const path = join(scratch.path, 'manifest.json');
  await execa('firebase-functions', {
    cwd: upload.directory,
    localDir: join(PROJECT_ROOT, 'functions'),
    preferLocal: true,
    env: { FUNCTIONS_MANIFEST_OUTPUT_PATH: path, GCLOUD_PROJECT: PROJECT },
  });
  return JSON.parse(await readFile(path, 'utf8')).endpoints;
}

/** An instance with all that it needs about it. */
export function start(name: string, options: Partial<InstanceOptions> = {}): Promise<Instance> {
  const { directory } = upload;
  return Instance.start({ directory, name, google, firestoreHost: firestore.host, ...options });
}

let people = 0;

/** Someone with devices, whose tokens are `UID-0` and so on. */
export async function person(devices = 1): Promise<string> {
  const uid = `person-${++people}`;
  const tokens = Array.from({ length: devices }, (_, i) => [
    `device-${i}`,
    { token: `${uid}-${i}`, platform: 'android', createdAt: new Date(), lastSeenAt: new Date() },
  ]);
  const pushTokens = Object.fromEntries(tokens);
  await db.doc(`users/${uid}`).set({ displayName: `Name of ${uid}`, pushTokens });
  return uid;
}

/** A comment on a post of someone's, as its event has it; it stands in Firestore too. */
export async function comment(authorId: string, name: string) {
  const fields = {
    authorId: 'writer',
    authorName: 'Writer',
    text: `Comment ${name}`,
    createdAt: new Date(),
  };
  await db.doc(`posts/${name}`).set({ authorId, title: 'A post', createdAt: new Date() });
  const path = `posts/${name}/comments/comment`;
  await db.doc(path).set(fields);
  return { path, fields, id: `event-${name}` };
}

/** The records of deliveries of one post's comment. */
export async function records(name: string) {
  const all = db.collection('deliveries');
  const found = await all.where('event.params.postId', '==', name).get();
  return found.docs.map((each) => ({ id: each.id, ...each.data() }) as StoredRecord);
}

/** As far as these tests look into it. */
interface StoredRecord {
  readonly id: string;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly pending?: readonly { readonly lastCode?: string }[];
}
