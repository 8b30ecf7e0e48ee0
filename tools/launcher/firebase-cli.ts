import { join } from 'node:path';
import { PROJECT_ROOT } from './addresses.ts';

/** Run by this process' Node: the `firebase` command would take whichever is first on PATH. */
export const FIREBASE_CLI = join(
  PROJECT_ROOT,
  'node_modules',
  'firebase-tools',
  'lib',
  'bin',
  'firebase.js',
);
