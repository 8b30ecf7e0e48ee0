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
import type { InboxStanding } from '../message/compose-pushes.ts';
import { negotiateLanguage, textFor } from '../texts/locale.ts';
import { hasText, write } from '../texts/texts.ts';
import { inBatches, optimistically } from '../tokens/turns.ts';
import {
  badgeOf,
  gather,
  type InboxEntry,
  type Pacing,
  pace,
  standingOf,
  type Unread,
} from './inbox-entry.ts';

/** Where a user's inbox is; below `users/{uid}`. */
export const INBOX_PATH = `${COLLECTIONS.devices}/{uid}/notifications/{notificationId}` as const;

/** How long an entry is kept after its latest event, ms. */
const KEPT_MS = 30 * 24 * 60 * 60_000;
/** People whose entries are written at once: the more, the fewer calls and the more conflicts. */
const PEOPLE_AT_ONCE = 100;

export interface Inbox {
  /** Enters an event for people, once however often it is called, and tells by uid how it stands. */
  enter(
    event: AppEvent,
    recipients: readonly Recipient[],
    now: number,
  ): Promise<ReadonlyMap<string, InboxStanding>>;
}

/** One event for one person. */
interface Visit extends Recipient {
  readonly event: AppEvent;
  readonly eventId: string;
  readonly now: number;
}

/**
 * The inbox: entries in `users/{uid}/notifications`, which of them are unread in `inboxes/{uid}`, pacing
 * by sender in `users/{uid}/senders`. A crowd of events of one thread writes the same entries: what
 * comes while they are being written is written together.
 */
export function inboxStore(db: Firestore, pacing: Pacing): Inbox {
  const inTurn = inBatches(async (events: readonly (readonly Visit[])[]) => {
    const visits = Map.groupBy(events.flat(), ({ user }) => user.uid);
    const people = [...visits.values()];
    const entered = await Promise.all(
      partsOf(people, PEOPLE_AT_ONCE).map((part) =>
        optimistically(() => enterAll(db, part.flat(), pacing)),
      ),
    );
    const standings = new Map(entered.flatMap((each) => [...each]));
    return events.map((each) => {
      const known = each.flatMap((visit) => {
        const standing = standings.get(visit);
        return standing ? [[visit.user.uid, standing] as const] : [];
      });
      return new Map(known);
    });
  });
  return {
    async enter(event, recipients, now) {
      if (recipients.length === 0) return new Map();
      const eventId = `${event.path.slice(event.path.lastIndexOf('/') + 1)}${event.what ?? ''}`;
      const visits = recipients.map((each) => ({ ...each, event, eventId, now }));
      return inTurn(event.notification.thread.id, visits);
    },
  };
}

/** Reads inboxes, enters events in their order, and writes what has changed in one commit. */
async function enterAll(
  db: Firestore,
  visits: readonly Visit[],
  pacing: Pacing,
): Promise<Map<Visit, InboxStanding>> {
  const places = visits.map((visit) => placeOf(db, visit));
  const refs = new Map(
    places.flatMap((place) => Object.values(place).map((ref) => [ref.path, ref])),
  );
  const read = await db.getAll(...refs.values());
  const found = new Map(read.map((each) => [each.ref.path, each]));
  const entries = new Map<string, { readonly entry: InboxEntry; readonly visit: Visit }>();
  /** By the paths of inboxes: the entries that become unread. */
  const begun = new Map<string, Unread>();
  const senders = new Map<string, readonly number[]>();
  const standings = new Map<Visit, InboxStanding>();

  for (const [index, visit] of visits.entries()) {
    const { entry: entryRef, inbox, sender } = places[index] ?? placeOf(db, visit);
    const { event, eventId, reason, now, user } = visit;
    const before =
      entries.get(entryRef.path)?.entry ?? parseEntry(found.get(entryRef.path)?.data());
    const earlier = sender && (senders.get(sender.path) ?? parseSender(found.get(sender.path)));
    const paced = earlier && pace(earlier, now, pacing);
    const text = textFor(event.notification.body, user.locale);
    const entering = { id: eventId, reason, text, held: paced?.held === true };
    const entry = gather(before, event.notification, entering, now, pacing);
    const theirs = { ...parseUnread(found.get(inbox.path)), ...begun.get(inbox.path) };
    const after = entry === before ? theirs : { ...theirs, [entryRef.id]: now + KEPT_MS };
    if (entry !== before) {
      entries.set(entryRef.path, { entry, visit });
      if ((theirs[entryRef.id] ?? 0) < now + KEPT_MS / 2) {
        begun.set(inbox.path, { ...begun.get(inbox.path), [entryRef.id]: now + KEPT_MS });
      }
      if (sender && paced) senders.set(sender.path, paced.recent);
    }
    standings.set(visit, standingOf(entry, eventId, badgeOf(after, now)));
  }

  const batch = db.batch();
  for (const [path, { entry, visit }] of entries) {
    replace(batch, found.get(path), toDocument(entry, visit));
  }
  for (const [path, recent] of senders) {
    const expireAt = Timestamp.fromMillis((recent.at(-1) ?? 0) + pacing.windowMs);
    replace(batch, found.get(path), { recent, expireAt });
  }
  // Over no version that was read: meanwhile another entry may begin beside these, or be read.
  for (const [path, entryIds] of begun) {
    batch.set(db.doc(path), { unread: entryIds }, { merge: true });
  }
  if (entries.size > 0) await batch.commit();
  return standings;
}

/** The documents that one event for one person may change. */
function placeOf(
  db: Firestore,
  { event: { reasons, notification }, user: { uid }, reason }: Visit,
): { entry: DocumentReference; inbox: DocumentReference; sender?: DocumentReference } {
  const home = db.collection(COLLECTIONS.devices).doc(uid);
  const { authorId } = notification;
  return {
    entry: home.collection('notifications').doc(`${reason}_${notification.thread.id}`),
    inbox: inboxRef(db, uid),
    ...(reasons[reason]?.isPaced &&
      authorId !== undefined && { sender: home.collection('senders').doc(authorId) }),
  };
}

const inboxRef = (db: Firestore, uid: string) => db.collection('inboxes').doc(uid);

/**
 * Takes an entry that its owner has read off the unread ones, unless it has become unread again. Answers
 * the new number on the app's icon.
 */
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

/** Deletes all of a user's inbox, and what pacing knows of its senders. */
export async function deleteInbox(db: Firestore, uid: string): Promise<void> {
  const home = db.collection(COLLECTIONS.devices).doc(uid);
  const collections = ['notifications', 'senders'].map((name) => home.collection(name));
  await Promise.all([
    ...collections.map((each) => db.recursiveDelete(each)),
    inboxRef(db, uid).delete(),
  ]);
}

/** Has the batch write a whole document over the version that was read. */
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
  known: v.array(v.object({ id: v.string(), silent: v.boolean(), held: v.boolean() })),
  alertedAt: v.number(),
});

const Sender = v.object({ recent: v.array(v.number()) });
const UnreadEntries = v.object({ unread: v.record(v.string(), v.number()) });

/** An entry that somebody else wrote in another shape begins anew. */
export function parseEntry(data: unknown): InboxEntry | undefined {
  const parsed = v.safeParse(Entry, data);
  return parsed.success ? parsed.output : undefined;
}

function parseSender(found: DocumentSnapshot | undefined): readonly number[] {
  const parsed = v.safeParse(Sender, found?.data());
  return parsed.success ? parsed.output.recent : [];
}

function parseUnread(found: DocumentSnapshot | undefined): Unread {
  const parsed = v.safeParse(UnreadEntries, found?.data());
  return parsed.success ? parsed.output.unread : {};
}

/** With the line that the app shows, in the user's language. */
function toDocument(entry: InboxEntry, { user, event, now }: Visit): object {
  const { authors, reason, threadTitle } = entry;
  const name = authors.at(-1)?.name;
  const { texts } = event.definition;
  const { title, values: theirs } = event.notification;
  const others = authors.length - 1;
  const values = { ...theirs, others, thread: threadTitle, ...(name && { name }) };
  const own = title === undefined ? undefined : textFor(title, user.locale);
  const language = negotiateLanguage(user.locale);
  // An event of an app's own may have no text for what gathers: its push's title says it too.
  const key = [`gathered.${reason}`, `title.${reason}`].find((each) => hasText(each, texts)) ?? '';
  return {
    ...entry,
    title: own ?? write(language, key, values, texts),
    updatedAt: Timestamp.fromMillis(now),
    expireAt: Timestamp.fromMillis(now + KEPT_MS),
  };
}
