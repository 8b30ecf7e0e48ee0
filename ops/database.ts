import { initializeApp } from 'firebase-admin/app';
import { type Firestore, getFirestore } from 'firebase-admin/firestore';
import { ADDRESSES, PROJECT_ID } from '../launcher/addresses.ts';
import { LaunchError } from '../launcher/launch-error.ts';

/** The database of a project, or without one that of the emulators of this machine. */
export async function openDatabase(project: string | undefined): Promise<Firestore> {
  if (project === undefined) await useEmulator();
  const projectId = project ?? process.env.GCLOUD_PROJECT ?? PROJECT_ID;
  return getFirestore(initializeApp({ projectId }));
}

async function useEmulator(): Promise<void> {
  process.env.FIRESTORE_EMULATOR_HOST ??= ADDRESSES.firestore;
  const host = process.env.FIRESTORE_EMULATOR_HOST;
  await fetch(`http://${host}`).catch(() => {
    throw new LaunchError(
      `No Firestore emulator answers at ${host}: start it by npm run emulators, or give --project ID.`,
    );
  });
}
