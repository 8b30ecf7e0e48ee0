import { createRequire } from 'node:module';
import type { App } from 'firebase-admin/app';
import type { Firestore } from 'firebase-admin/firestore';
import { ADDRESSES, PROJECT_ID } from '../launcher/addresses.ts';
import { LaunchError } from '../launcher/launch-error.ts';

// The functions' own SDK: their stores know no other one's classes.
const ofFunctions = createRequire(new URL('../../functions/package.json', import.meta.url));
const { initializeApp }: typeof import('firebase-admin/app') = ofFunctions('firebase-admin/app');
const { getFirestore }: typeof import('firebase-admin/firestore') = ofFunctions(
  'firebase-admin/firestore',
);

/**
 * A project, or without one the emulators of this machine.
 *
 * @param taskAccount as whom tasks call their function, where tasks are to be made
 */
export async function openApp(project: string | undefined, taskAccount?: string): Promise<App> {
  if (project === undefined) await useEmulators();
  return initializeApp({
    projectId: project ?? process.env.GCLOUD_PROJECT ?? PROJECT_ID,
    ...(taskAccount !== undefined && { serviceAccountId: taskAccount }),
  });
}

export function databaseOf(app: App): Firestore {
  return getFirestore(app);
}

async function useEmulators(): Promise<void> {
  process.env.CLOUD_TASKS_EMULATOR_HOST ??= ADDRESSES.tasks;
  process.env.FIRESTORE_EMULATOR_HOST ??= ADDRESSES.firestore;
  // Google's libraries would look for a cloud around them, and warn that there is none.
  process.env.METADATA_SERVER_DETECTION ??= 'none';
  const host = process.env.FIRESTORE_EMULATOR_HOST;
  await fetch(`http://${host}`).catch(() => {
    throw new LaunchError(
      `No Firestore emulator answers at ${host}: start it by npm run emulators, or give --project ID.`,
    );
  });
}
