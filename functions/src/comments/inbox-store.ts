import { type Firestore, Timestamp } from 'firebase-admin/firestore';
import * as v from 'valibot';
import { COLLECTIONS } from '../app-data.ts';
import { isReason, type Reason } from './audience.ts';
import type { Comment } from './comment.ts';
import { gather, type InboxEntry, type Mention, pace, type Standing } from './inbox-entry.ts';
import { negotiateLanguage } from './locale.ts';
import { gatheredTitle } from './text.ts';
import type { User } from './user.ts';

/** Where a user's inbox is; below `users/{uid}`. */
export const INBOX_PATH = `${COLLECTIONS.users}/{uid}/notifications/{notificationId}` as const;

/** How long an entry is kept after its latest comment. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

export interface Pacing {
  /** After a sound, further comments on the post are silent for so long, ms. */
  readonly alertIntervalMs: number;
  /** One sender's mentions of one recipient within the window; more are held back. */
  readonly burst: number;
  readonly windowMs: number;
}

export interface Inbox {
  /** Enters a comment for a user, once however often it is called, and tells how it stands. */
  receive(
    user: User,
    reason: Reason,
    comment: Comment,
    postTitle: string | undefined,
    now: number,
  ): Promise<Standing>;
}

/** The inbox in `users/{uid}/notifications`; pacing by sender in `users/{uid}/senders`. */
export function inboxStore(db: Firestore, pacing: Pacing): Inbox {
  return {
    async receive(user, reason, comment, postTitle, now) {
      const home = db.collection(COLLECTIONS.users).doc(user.uid);
      const entryRef = home.collection('notifications').doc(`${reason}_${comment.postId}`);
      const senderRef = home.collection('senders').doc(comment.authorId);
      const paced = reason === 'mention';

      const { entry, held } = await db.runTransaction(async (tx) => {
        const [entryFound, sender] = await tx.getAll(entryRef, ...(paced ? [senderRef] : []));
        const before = parseEntry(entryFound?.data());
        const { alertIntervalMs } = pacing;
        const entry = gather(before, comment, reason, postTitle, now, alertIntervalMs);
        const { recent, held } = pace(
          parseMentions(sender?.data()),
          comment.commentId,
          now,
          pacing,
        );
        if (entry !== before) {
          tx.set(entryRef, toDocument(entry, user, now));
          const expireAt = Timestamp.fromMillis(now + pacing.windowMs);
          if (paced) tx.set(senderRef, { recent, expireAt });
        }
        return { entry, held: paced && held };
      });
      const silent = entry.alertedBy !== comment.commentId;
      return { silent, held, count: entry.count, badge: await countUnread(db, user.uid) };
    },
  };
}

/** Unread entries of a user: one read per thousand. */
export async function countUnread(db: Firestore, uid: string): Promise<number> {
  const inbox = db.collection(COLLECTIONS.users).doc(uid).collection('notifications');
  return (await inbox.where('read', '==', false).count().get()).data().count;
}

const Entry = v.object({
  reason: v.custom<Reason>((value) => typeof value === 'string' && isReason(value)),
  postId: v.string(),
  postTitle: v.string(),
  commentIds: v.array(v.string()),
  count: v.number(),
  authors: v.array(v.object({ uid: v.string(), name: v.string() })),
  text: v.string(),
  read: v.boolean(),
  alertedBy: v.string(),
  alertedAt: v.number(),
});

const Sender = v.object({ recent: v.array(v.object({ commentId: v.string(), at: v.number() })) });

/** An entry that somebody else wrote in another shape begins anew. */
function parseEntry(data: unknown): InboxEntry | undefined {
  const parsed = v.safeParse(Entry, data);
  return parsed.success ? parsed.output : undefined;
}

function parseMentions(data: unknown): readonly Mention[] {
  const parsed = v.safeParse(Sender, data);
  return parsed.success ? parsed.output.recent : [];
}

/** With the line that the app shows, in the user's language. */
function toDocument(entry: InboxEntry, user: User, now: number) {
  const { authors, reason, postTitle } = entry;
  const name = authors.at(-1)?.name;
  const title = gatheredTitle(negotiateLanguage(user.locale), reason, {
    ...(name && { name }),
    others: authors.length - 1,
    post: postTitle,
  });
  return {
    ...entry,
    title,
    updatedAt: Timestamp.fromMillis(now),
    expireAt: Timestamp.fromMillis(now + KEPT_MS),
  };
}
