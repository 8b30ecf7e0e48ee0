import {
  type DocumentReference,
  type DocumentSnapshot,
  FieldValue,
  type Firestore,
  Timestamp,
  type WriteBatch,
} from 'firebase-admin/firestore';
import * as v from 'valibot';
import type { Recipient } from '../audience/recipients.ts';
import { partsOf } from '../audience/user-store.ts';
import { COLLECTIONS } from '../config/app-data.ts';
import type { AppEvent } from '../events/app-event.ts';
import { fillPath } from '../events/document-id.ts';
import type { InboxStatus } from '../message/compose-pushes.ts';
import { negotiateLanguage, textFor } from '../texts/locale.ts';
import { hasText, write } from '../texts/texts.ts';
import { inBatches, optimistically } from '../tokens/turns.ts';
import {
  badgeOf,
  gather,
  type InboxEntry,
  type Pacing,
  pace,
  parseEntry,
  statusOf,
  type Unread,
} from './inbox-entry.ts';

export const INBOX_PATH = `${COLLECTIONS.devices}/{uid}/notifications/{notificationId}` as const;

/** How long an entry is kept after its latest event, in milliseconds. */
const KEPT_MS = 30 * 24 * 60 * 60_000;
/** Number of users whose entries are written together. More mean fewer calls but more conflicts. */
const USERS_AT_ONCE = 100;

export interface Inbox {
  /** Enters an event for users, once even if it is repeated. Returns each inbox's status by uid. */
  enter(
    event: AppEvent,
    recipients: readonly Recipient[],
    now: number,
  ): Promise<ReadonlyMap<string, InboxStatus>>;
}

/** One event for one user. */
interface EventForUser extends Recipient {
  readonly event: AppEvent;
  readonly eventId: string;
  readonly now: number;
}

/**
 * The inbox. Entries are in `users/{uid}/notifications`, the list of unread ones in
 * `inboxes/{uid}`, and the times for pacing in `users/{uid}/senders`. Many events of one thread
 * write the same entries. So events that arrive during a write are written together after it.
 */
export function inboxStore(db: Firestore, pacing: Pacing): Inbox {
  const inTurn = inBatches(async (events: readonly (readonly EventForUser[])[]) => {
    const byUser = Map.groupBy(events.flat(), ({ user }) => user.uid);
    const entered = await Promise.all(
      partsOf([...byUser.values()], USERS_AT_ONCE).map((part) =>
        optimistically(() => enterAll(db, part.flat(), pacing)),
      ),
    );
    const statuses = new Map(entered.flatMap((each) => [...each]));
    return events.map((event) => {
      const pairs = event.flatMap((each) => {
        const status = statuses.get(each);
        return status ? [[each.user.uid, status] as const] : [];
      });
      return new Map(pairs);
    });
  });
  return {
    async enter(event, recipients, now) {
      if (recipients.length === 0) return new Map();
      const eventId = `${event.path.slice(event.path.lastIndexOf('/') + 1)}${event.what ?? ''}`;
      const forUsers = recipients.map((each) => ({ ...each, event, eventId, now }));
      return inTurn(event.notification.thread.id, forUsers);
    },
  };
}

/** Reads inboxes, enters events in their order, and writes the changes in one commit. */
async function enterAll(
  db: Firestore,
  events: readonly EventForUser[],
  pacing: Pacing,
): Promise<Map<EventForUser, InboxStatus>> {
  const refs = events.flatMap((each) => Object.values(refsOf(db, each)));
  const distinct = new Map(refs.map((ref) => [ref.path, ref]));
  const documents = await db.getAll(...distinct.values());
  const found = new Map(documents.map((each) => [each.ref.path, each]));
  const entries = new Map<string, { readonly entry: InboxEntry; readonly latest: EventForUser }>();
  /** The entries that become unread, by the path of their inbox. */
  const newUnread = new Map<string, Unread>();
  const senders = new Map<string, readonly number[]>();
  const statuses = new Map<EventForUser, InboxStatus>();

  for (const each of events) {
    const { entry: entryRef, inbox, sender } = refsOf(db, each);
    const { event, eventId, reason, now, user } = each;
    const before =
      entries.get(entryRef.path)?.entry ?? parseEntry(found.get(entryRef.path)?.data());
    const earlier = sender && (senders.get(sender.path) ?? parseSender(found.get(sender.path)));
    const paced = earlier && pace(earlier, now, pacing);
    const text = textFor(event.notification.body, user.locale);
    const details = { id: eventId, reason, text, held: paced?.held === true };
    const entry = gather(before, event.notification, details, now, pacing);
    const unread = { ...parseUnread(found.get(inbox.path)), ...newUnread.get(inbox.path) };
    const after = entry === before ? unread : { ...unread, [entryRef.id]: now + KEPT_MS };
    if (entry !== before) {
      entries.set(entryRef.path, { entry, latest: each });
      if ((unread[entryRef.id] ?? 0) < now + KEPT_MS / 2) {
        newUnread.set(inbox.path, { ...newUnread.get(inbox.path), [entryRef.id]: now + KEPT_MS });
      }
      if (sender && paced) senders.set(sender.path, paced.recent);
    }
    statuses.set(each, statusOf(entry, eventId, badgeOf(after, now)));
  }

  const batch = db.batch();
  for (const [path, { entry, latest }] of entries) {
    replace(batch, found.get(path), toDocument(entry, latest));
  }
  for (const [path, recent] of senders) {
    const expireAt = Timestamp.fromMillis((recent.at(-1) ?? 0) + pacing.windowMs);
    replace(batch, found.get(path), { recent, expireAt });
  }
  // Not conditional on a version: other entries of this inbox may change meanwhile.
  for (const [path, entryIds] of newUnread) {
    batch.set(db.doc(path), { unread: entryIds }, { merge: true });
  }
  if (entries.size > 0) await batch.commit();
  return statuses;
}

/** Returns the documents that one event for one user may change. */
function refsOf(
  db: Firestore,
  { event: { reasons, notification }, user: { uid }, reason }: EventForUser,
): { entry: DocumentReference; inbox: DocumentReference; sender?: DocumentReference } {
  const user = db.collection(COLLECTIONS.devices).doc(uid);
  const { authorId } = notification;
  return {
    entry: user.collection('notifications').doc(`${reason}_${notification.thread.id}`),
    inbox: inboxRef(db, uid),
    ...(reasons[reason]?.isPaced &&
      authorId !== undefined && { sender: user.collection('senders').doc(authorId) }),
  };
}

const inboxRef = (db: Firestore, uid: string) => db.collection('inboxes').doc(uid);

/** Removes a read entry from the unread ones. Returns the new number on the app's icon. */
export async function countRead(
  db: Firestore,
  uid: string,
  entryId: string,
  now: number,
): Promise<number> {
  const entry = db.doc(fillPath(INBOX_PATH, { uid, notificationId: entryId }));
  return db.runTransaction(async (tx) => {
    const [found, inbox] = await tx.getAll(entry, inboxRef(db, uid));
    const { [entryId]: own, ...others } = parseUnread(inbox);
    if (own === undefined || found?.get('read') === false) return badgeOf(parseUnread(inbox), now);
    tx.set(inboxRef(db, uid), { unread: { [entryId]: FieldValue.delete() } }, { merge: true });
    return badgeOf(others, now);
  });
}

/** Deletes a user's inbox and the times for pacing. */
export async function deleteInbox(db: Firestore, uid: string): Promise<void> {
  const user = db.collection(COLLECTIONS.devices).doc(uid);
  const collections = ['notifications', 'senders'].map((name) => user.collection(name));
  await Promise.all([
    ...collections.map((each) => db.recursiveDelete(each)),
    inboxRef(db, uid).delete(),
  ]);
}

/** Adds to the batch the replacement of a document, conditional on the version that was read. */
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

const Sender = v.fallback(v.object({ recent: v.array(v.number()) }), { recent: [] });
const parseSender = (found: DocumentSnapshot | undefined): readonly number[] =>
  v.parse(Sender, found?.data()).recent;

const UnreadEntries = v.object({ unread: v.record(v.string(), v.number()) });
const parseUnread = (found: DocumentSnapshot | undefined): Unread =>
  v.parse(v.fallback(UnreadEntries, { unread: {} }), found?.data()).unread;

/** Returns the document of an entry, with the line that the app shows in the user's language. */
function toDocument(entry: InboxEntry, { user, event, now }: EventForUser): object {
  const { authors, reason, threadTitle } = entry;
  const name = authors.at(-1)?.name;
  const { texts } = event.definition;
  const { title, values: ownValues } = event.notification;
  const others = authors.length - 1;
  const values = { ...ownValues, others, thread: threadTitle, ...(name && { name }) };
  const own = title === undefined ? undefined : textFor(title, user.locale);
  const language = negotiateLanguage(user.locale);
  // An app's own event may have no text for the inbox: then the title of its push is used.
  const key = [`gathered.${reason}`, `title.${reason}`].find((each) => hasText(each, texts)) ?? '';
  return {
    ...entry,
    title: own ?? write(language, key, values, texts),
    updatedAt: Timestamp.fromMillis(now),
    expireAt: Timestamp.fromMillis(now + KEPT_MS),
  };
}
