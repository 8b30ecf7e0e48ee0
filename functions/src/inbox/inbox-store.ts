import {
  type DocumentSnapshot,
  FieldValue,
  type Firestore,
  Timestamp,
  type WriteBatch,
} from 'firebase-admin/firestore';
import * as v from 'valibot';
import type { Recipient } from '../audience/recipients.ts';
import type { User } from '../audience/user.ts';
import { COLLECTIONS } from '../config/app-data.ts';
import type { Occurrence } from '../delivery/occurrence.ts';
import type { Catalogues } from '../texts/languages/catalogues.ts';
import { negotiateLanguage } from '../texts/locale.ts';
import { write } from '../texts/texts.ts';
import { optimistically, turns } from '../tokens/turns.ts';
import {
  gather,
  type InboxEntry,
  type InboxStanding,
  type PacedPush,
  pace,
} from './inbox-entry.ts';

/** Where a user's inbox is; below `users/{uid}`. */
export const INBOX_PATH = `${COLLECTIONS.users}/{uid}/notifications/{notificationId}` as const;

/** How long an entry is kept after its latest event. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

export interface Pacing {
  /** After a sound, further events of the thread are silent for so long, ms. */
  readonly alertIntervalMs: number;
  /** One sender's pushes to one recipient within the window, where paced; more are held back. */
  readonly burst: number;
  readonly windowMs: number;
}

export interface Inbox {
  /** Enters an event for a recipient, once however often it is called, and tells how it stands. */
  receive(occurrence: Occurrence, recipient: Recipient, now: number): Promise<InboxStanding>;
}

/** Of this instance: a crowd of comments on one post writes one entry, and would be in its own way. */
const inTurn = turns();

/** The inbox in `users/{uid}/notifications`; pacing by sender in `users/{uid}/senders`. */
export function inboxStore(db: Firestore, pacing: Pacing): Inbox {
  return {
    async receive({ definition, notification, path }, { user, reason }, now) {
      const { thread, authorId } = notification;
      const home = db.collection(COLLECTIONS.users).doc(user.uid);
      const entryRef = home.collection('notifications').doc(`${reason}_${thread.id}`);
      const senderRef = home.collection('senders').doc(authorId);
      const isPaced = definition.reasons[reason]?.isPaced === true;
      const eventId = path.slice(path.lastIndexOf('/') + 1);

      const enter = async () => {
        const [found, sender] = await db.getAll(entryRef, ...(isPaced ? [senderRef] : []));
        const before = parseEntry(found?.data());
        const { alertIntervalMs } = pacing;
        const entry = gather(before, notification, { eventId, reason }, now, alertIntervalMs);
        const { recent, held } = pace(parsePaced(sender?.data()), eventId, now, pacing);
        if (entry !== before) {
          const batch = db.batch();
          replace(batch, found, toDocument(entry, user, now, definition.texts));
          const expireAt = Timestamp.fromMillis(now + pacing.windowMs);
          replace(batch, sender, { recent, expireAt });
          await batch.commit();
        }
        return { entry, held: isPaced && held };
      };
      const { entry, held } = await inTurn(entryRef.path, () => optimistically(enter));
      const silent = entry.alertedBy !== eventId;
      return { silent, held, count: entry.count, badge: await countUnread(db, user.uid) };
    },
  };
}

/** Deletes all of a user's inbox, and what pacing knows of its senders. */
export async function deleteInbox(db: Firestore, uid: string): Promise<void> {
  const home = db.collection(COLLECTIONS.users).doc(uid);
  const collections = ['notifications', 'senders'].map((name) => home.collection(name));
  await Promise.all(collections.map((each) => db.recursiveDelete(each)));
}

/** Has the batch write a whole document, where it was read, over the version that was read. */
function replace(batch: WriteBatch, found: DocumentSnapshot | undefined, data: object): void {
  if (found === undefined) return;
  const { ref, updateTime: lastUpdateTime } = found;
  if (lastUpdateTime === undefined) {
    batch.create(ref, data);
    return;
  }
  const before = Object.keys(found.data() ?? {}).map((field) => [field, FieldValue.delete()]);
  batch.update(ref, { ...Object.fromEntries(before), ...data }, { lastUpdateTime });
}

/** Unread entries of a user: one read per thousand. */
export async function countUnread(db: Firestore, uid: string): Promise<number> {
  const inbox = db.collection(COLLECTIONS.users).doc(uid).collection('notifications');
  return (await inbox.where('read', '==', false).count().get()).data().count;
}

const Entry = v.object({
  reason: v.string(),
  threadId: v.string(),
  threadTitle: v.string(),
  data: v.record(v.string(), v.string()),
  eventIds: v.array(v.string()),
  count: v.number(),
  authors: v.array(v.object({ uid: v.string(), name: v.string() })),
  text: v.string(),
  read: v.boolean(),
  alertedBy: v.string(),
  alertedAt: v.number(),
});

const Sender = v.object({ recent: v.array(v.object({ eventId: v.string(), at: v.number() })) });

/** An entry that somebody else wrote in another shape begins anew. */
export function parseEntry(data: unknown): InboxEntry | undefined {
  const parsed = v.safeParse(Entry, data);
  return parsed.success ? parsed.output : undefined;
}

function parsePaced(data: unknown): readonly PacedPush[] {
  const parsed = v.safeParse(Sender, data);
  return parsed.success ? parsed.output.recent : [];
}

/** With the line that the app shows, in the user's language. */
function toDocument(entry: InboxEntry, user: User, now: number, texts: Catalogues | undefined) {
  const { authors, reason, threadTitle } = entry;
  const name = authors.at(-1)?.name;
  const values = { others: authors.length - 1, thread: threadTitle, ...(name && { name }) };
  return {
    ...entry,
    title: write(negotiateLanguage(user.locale), `gathered.${reason}`, values, texts),
    updatedAt: Timestamp.fromMillis(now),
    expireAt: Timestamp.fromMillis(now + KEPT_MS),
  };
}
