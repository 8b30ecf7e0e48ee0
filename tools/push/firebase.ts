import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { App as FirebaseApp } from 'firebase-admin/app';
import type {
  CollectionReference,
  Firestore,
  QueryDocumentSnapshot,
} from 'firebase-admin/firestore';
import { LaunchError } from '../launcher/launch-error.ts';
import { type App, PACKAGE } from './app.ts';

interface Admin {
  readonly app: typeof import('firebase-admin/app');
  readonly firestore: typeof import('firebase-admin/firestore');
}

const ofFunctions = createRequire(join(PACKAGE, 'package.json'));

/** Loads a part of the functions' SDK. Their stores do not accept objects of another copy of it. */
export const admin = <Part extends keyof Admin>(part: Part): Admin[Part] =>
  ofFunctions(`firebase-admin/${part}`);

/**
 * Opens the database of a project or of the emulators, runs the work, and closes the database.
 *
 * @param taskAccount the service account of tasks, if the work creates any
 */
export async function withDatabase<T>(
  app: App,
  work: (db: Firestore, firebase: FirebaseApp) => Promise<T>,
  taskAccount?: string,
): Promise<T> {
  if (app.project === undefined) await useEmulators(app);
  const firebase = admin('app').initializeApp({
    projectId: app.projectId,
    ...(taskAccount !== undefined && { serviceAccountId: taskAccount }),
  });
  const db = admin('firestore').getFirestore(firebase);
  try {
    return await work(db, firebase);
  } finally {
    await db.terminate();
  }
}

/** Yields the documents of a collection by ID, a page at a time, with only one field of each. */
export async function* pagesOf(
  collection: CollectionReference,
  field: string,
  size: number,
  after?: string,
): AsyncGenerator<QueryDocumentSnapshot[]> {
  for (let last = after; ; ) {
    const all = collection.orderBy('__name__').select(field).limit(size);
    const { docs } = await (last === undefined ? all : all.startAfter(last)).get();
    yield docs;
    if (docs.length < size) return;
    last = docs.at(-1)?.id;
  }
}

async function useEmulators(app: App): Promise<void> {
  process.env.CLOUD_TASKS_EMULATOR_HOST ??= app.emulator('tasks');
  process.env.FIRESTORE_EMULATOR_HOST ??= app.emulator('firestore');
  // Otherwise Google's libraries search for a cloud, and warn that there is none.
  process.env.METADATA_SERVER_DETECTION ??= 'none';
  const host = process.env.FIRESTORE_EMULATOR_HOST;
  await fetch(`http://${host}`).catch(() => {
    throw new LaunchError(
      `No Firestore emulator answers at ${host}: start it, or give --project ID.`,
    );
  });
}
