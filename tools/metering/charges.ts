import { join } from 'node:path';
import { execa } from 'execa';

export const CHARGED = ['reads', 'writes', 'deletes', 'invocations', 'tasks'] as const;

export type Charged = (typeof CHARGED)[number];
export type Charges = Readonly<Record<Charged, number>>;

/** Whose charges are counted: Google's sample function, or ours with and without an inbox. */
export const SUBJECTS = ['sample', 'comment-push', 'comment-push with INBOX'] as const;
export type Subject = (typeof SUBJECTS)[number];

export const PARAMS: Readonly<Record<Subject, NodeJS.ProcessEnv>> = {
  sample: {},
  'comment-push': { INBOX: 'false' },
  'comment-push with INBOX': { INBOX: 'true' },
};

/** The charges of one situation. */
export interface ChargedRow {
  readonly what: string;
  readonly subject: Subject;
  readonly charges: Charges;
}

const SCRIPT = join(import.meta.dirname, 'count-charges.ts');

/** Counts each situation for the subjects, each subject in a process with its params. */
export async function countedRows(
  subjects: readonly Subject[],
  firestoreHost: string,
  projectId: string,
  cancelSignal?: AbortSignal,
): Promise<ChargedRow[]> {
  const rows: ChargedRow[] = [];
  for (const subject of subjects) {
    const { stdout } = await execa(process.execPath, [SCRIPT, subject], {
      stderr: 'inherit',
      ...(cancelSignal && { cancelSignal }),
      env: {
        FIRESTORE_EMULATOR_HOST: firestoreHost,
        FUNCTIONS_EMULATOR: 'true',
        GCLOUD_PROJECT: projectId,
        METADATA_SERVER_DETECTION: 'none',
        RETRY_FLOOR_SECONDS: '0',
        ...PARAMS[subject],
      },
    });
    rows.push(...JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)));
  }
  // Puts the rows of each situation together.
  return [...Map.groupBy(rows, ({ what }) => what).values()].flat();
}
