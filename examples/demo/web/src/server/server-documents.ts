import { FIRESTORE_ORIGIN, PROJECT_ID } from '../emulators.ts';
import { decodeFields, type RestFields } from './firestore-value.ts';

/**
 * What the server keeps and no client may read: the rules deny it to the phones. The demo shows it
 * all the same, so this file asks as the emulator's `owner`, past the rules. Nothing like it would
 * work with a real project, and no app needs it.
 */

const DOCUMENTS = `projects/${PROJECT_ID}/databases/(default)/documents`;

/** `deliveries/{id}` */
export interface Delivery {
  readonly id: string;
  readonly about: { readonly commentId?: string; readonly skipped?: string };
  readonly state: 'sending' | 'waiting' | 'done';
  /** Ms since the epoch. */
  readonly createdAt: number;
  readonly attempt: number;
  /** When a retry is due, ms since the epoch. */
  readonly nextAttemptAt: number | null;
  /** Absent until the first attempt has written down for whom it is. */
  readonly pending?: readonly {
    readonly deviceId: string;
    /** Made to FCM so far. */
    readonly requests: number;
    /** What FCM said last. */
    readonly lastCode?: string;
  }[];
  /** Devices by how it ended for them. */
  readonly counts: Readonly<Record<string, number>>;
}

/** An entry of `users/{uid}.pushTokens`. */
export interface SavedDevice {
  readonly deviceId: string;
  readonly platform: string;
  readonly locale?: string;
  readonly token?: string;
  readonly fid?: string;
}

export async function readDeliveries(postId: string): Promise<Delivery[]> {
  const structuredQuery = {
    from: [{ collectionId: 'deliveries' }],
    where: {
      fieldFilter: {
        field: { fieldPath: 'about.postId' },
        op: 'EQUAL',
        value: { stringValue: postId },
      },
    },
  };
  const found = await askAsOwner(':runQuery', { structuredQuery });
  return (found as { document?: RestDocument }[]).flatMap(({ document }) =>
    document === undefined
      ? []
      : [{ id: idOf(document), ...decodeFields(document.fields) } as Delivery],
  );
}

/** The devices of each user, by uid. */
export async function readDevices(
  uids: readonly string[],
): Promise<Record<string, readonly SavedDevice[]>> {
  if (uids.length === 0) return {};
  const documents = uids.map((uid) => `${DOCUMENTS}/users/${uid}`);
  const mask = { fieldPaths: ['pushTokens'] };
  const answers = await askAsOwner(':batchGet', { documents, mask });
  return Object.fromEntries(
    (answers as { found?: RestDocument }[]).flatMap(({ found }) => {
      if (found === undefined) return [];
      const { pushTokens = {} } = decodeFields(found.fields) as UserFields;
      const devices = Object.entries(pushTokens).map(([deviceId, entry]) => ({
        deviceId,
        ...entry,
      }));
      return [[idOf(found), devices]];
    }),
  );
}

interface RestDocument {
  readonly name: string;
  readonly fields?: RestFields;
}

interface UserFields {
  readonly pushTokens?: Readonly<Record<string, Omit<SavedDevice, 'deviceId'>>>;
}

const idOf = ({ name }: RestDocument): string => name.slice(name.lastIndexOf('/') + 1);

async function askAsOwner(method: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${FIRESTORE_ORIGIN}/v1/${DOCUMENTS}${method}`, {
    method: 'POST',
    headers: { authorization: 'Bearer owner', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The Firestore emulator answered ${response.status}.`);
  return response.json();
}
