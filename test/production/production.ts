import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Firestore } from '@google-cloud/firestore';
import { execa } from 'execa';
import firebase from '../../firebase.json' with { type: 'json' };
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { buildAll, FUNCTIONS } from '../../tools/launcher/builds.ts';
import { RunningFirestore } from '../../tools/launcher/running-firestore.ts';
import { INSTALL_MS, installed } from '../runner/installed.ts';
import { Google, PROJECT } from './google.ts';
import { FRAMEWORKS_DIRECTORY, Instance, type InstanceOptions } from './instance.ts';
import type { DocumentEvent } from './requests.ts';

/** The tests of this folder share one upload, one Firestore and one Google. */

const SETTING_UP_MS = 120_000;
const SOURCE = join(PROJECT_ROOT, 'functions');

/** The directory where the upload is unpacked and installed, as in an instance. */
export let directory: string;
export let google: Google;
export let db: Firestore;
let firestore: RunningFirestore;
const closing = new AsyncDisposableStack();

before('an upload, a Firestore and a Google', async function () {
  this.timeout(INSTALL_MS + SETTING_UP_MS);
  await installed(FRAMEWORKS_DIRECTORY);
  [directory, firestore, google] = await Promise.all([
    unpackedUpload(),
    RunningFirestore.start(new AbortController().signal).then((started) => closing.use(started)),
    Google.start().then((started) => closing.use(started)),
  ]);
  process.env.FIRESTORE_EMULATOR_HOST = firestore.host;
  // Otherwise Google's libraries search for a cloud. Without a network, this takes seconds.
  process.env.METADATA_SERVER_DETECTION = 'none';
  db = new Firestore({ projectId: PROJECT });
  closing.defer(() => db.terminate());
});
afterEach(() => google.reset());
after(async function () {
  this.timeout(SETTING_UP_MS);
  await closing.disposeAsync();
});

/**
 * Installs the upload as Cloud Build's buildpack does: for production, and without a script of the
 * package, because firebase-tools tells the buildpack to run none.
 */
async function unpackedUpload(): Promise<string> {
  await buildAll([FUNCTIONS], new AbortController().signal);
  const { path } = closing.use(await mkdtempDisposable(join(tmpdir(), 'upload-')));
  const { prepareFunctionsUpload } = createRequire(import.meta.url)(
    'firebase-tools/lib/deploy/functions/prepareFunctionsUpload.js',
  );
  // It changes the config that it gets.
  const config = structuredClone(firebase.functions[0]);
  const packed = await prepareFunctionsUpload(PROJECT_ROOT, SOURCE, config, [], undefined, {
    exportType: 'tar.gz',
  });
  await execa('tar', ['-xzf', packed.pathToSource, '-C', path]);
  await execa('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], {
    cwd: path,
    env: { NODE_ENV: 'production', GOOGLE_NODE_RUN_SCRIPTS: '' },
  });
  // An instance can read its files, but write none of them.
  await execa('chmod', ['-R', 'a+rX,a-w', path]);
  closing.defer(() => execa('chmod', ['-R', 'u+w', path]).then(() => {}));
  return path;
}

export const firestoreHost = (): string => firestore.host;

/** The parts of a function that a deployment reads. */
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

/** Returns the functions of the upload, by name. */
export async function endpoints(): Promise<Readonly<Record<string, Endpoint>>> {
  await using scratch = await mkdtempDisposable(join(tmpdir(), 'manifest-'));
  const path = join(scratch.path, 'manifest.json');
  await execa('firebase-functions', {
    cwd: directory,
    localDir: SOURCE,
    preferLocal: true,
    env: { FUNCTIONS_MANIFEST_OUTPUT_PATH: path, GCLOUD_PROJECT: PROJECT },
  });
  return JSON.parse(await readFile(path, 'utf8')).endpoints;
}

export function start(name: string, options: Partial<InstanceOptions> = {}): Promise<Instance> {
  return Instance.start({ directory, name, google, firestoreHost: firestore.host, ...options });
}

let people = 0;

/** Creates a user with devices. Their tokens are `UID-0` and so on. */
export async function person(devices = 1): Promise<string> {
  const uid = `person-${++people}`;
  const seen = { platform: 'android', createdAt: new Date(), lastSeenAt: new Date() };
  const tokens = Array.from({ length: devices }, (_, i) => [
    `device-${i}`,
    { token: `${uid}-${i}`, ...seen },
  ]);
  const pushTokens = Object.fromEntries(tokens);
  await db.doc(`users/${uid}`).set({ displayName: `Name of ${uid}`, pushTokens });
  return uid;
}

/** Writes a comment on a post of this author, and returns its event. */
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
  return { path, fields, id: `event-${name}` } satisfies DocumentEvent;
}

/** Makes users with devices follow posts, in batches that Firestore accepts. */
export async function follow(posts: readonly string[], followers: number, devices = 1) {
  const uids = await Promise.all(Array.from({ length: followers }, () => person(devices)));
  for (const post of posts) {
    const batch = db.batch();
    for (const uid of uids) {
      batch.set(db.doc(`posts/${post}/followers/${uid}`), { createdAt: new Date() });
    }
    await batch.commit();
  }
}

/** Returns the delivery records of the comment on a post. */
export async function records(name: string) {
  const all = db.collection('deliveries');
  const found = await all.where('event.params.postId', '==', name).get();
  return found.docs.map((each) => ({ id: each.id, ...each.data() }) as StoredRecord);
}

/** The fields that these tests read. */
interface StoredRecord {
  readonly id: string;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly pending?: readonly { readonly lastCode?: string }[];
}
