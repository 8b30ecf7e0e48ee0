import { hash } from 'node:crypto';
import { onDocumentCreated } from 'firebase-functions/firestore';
import { COLLECTIONS } from '../src/app-data.ts';
import { wants } from '../src/comments/audience.ts';
import { commentStore } from '../src/comments/comment-store.ts';
import { lifetimeOf } from '../src/comments/compose-owed.ts';
import { devicePushes } from '../src/comments/compose-pushes.ts';
import type { Language } from '../src/comments/languages/catalogues.ts';
import { collapseId, composeMessage, type Lifetime } from '../src/comments/payload.ts';
import { cutToBytes, NAME_BYTES } from '../src/comments/payload-limit.ts';
import { nameOr } from '../src/comments/text.ts';
import type { User } from '../src/comments/user.ts';
import { deliver } from '../src/delivery/deliver.ts';
import type { Push } from '../src/delivery/message.ts';
import type { RetryPlan } from '../src/delivery/plan.ts';
import { ATTEMPT_SECONDS, type DeliveryRecord } from '../src/delivery/record.ts';
import { AS_DELIVERY } from '../src/service-accounts.ts';
import { deliveryPorts } from '../src/triggers/delivery-ports.ts';
import { firestore } from '../src/triggers/firebase.ts';

/**
 * An example of another event, tested but not deployed: somebody likes a post, and its author hears
 * of it. CONTRIBUTING.md says how to add one like it.
 */
const LIKES = `${COLLECTIONS.posts}/{postId}/likes` as const;

const TITLES: Readonly<Record<Language, (name: string) => string>> = {
  de: (name) => `${name} gefällt dein Beitrag`,
  en: (name) => `${name} liked your post`,
  es: (name) => `A ${name} le gusta tu publicación`,
  ja: (name) => `${name}さんがあなたの投稿に「いいね」しました`,
  ko: (name) => `${name}님이 회원님의 글을 좋아합니다`,
};

interface Like {
  readonly postId: string;
  readonly postTitle?: string | undefined;
  /** Who likes it. */
  readonly authorId: string;
  readonly authorName?: string | undefined;
}

/**
 * None for a like of one's own post, nor where the post or the person is muted, or comments on
 * one's own posts are turned off: likes have no setting of their own.
 */
export function likePushes(like: Like, postAuthor: User, lifetime: Lifetime): Push[] {
  const { postId, postTitle = '', authorId, authorName } = like;
  if (authorId === postAuthor.uid || !wants(postAuthor.settings, like, 'comment')) return [];
  return devicePushes(postAuthor, 'like', lifetime.now, (language, silent) => {
    const name = cutToBytes(nameOr(language, authorName), NAME_BYTES);
    const title = TITLES[language](name);
    return composeMessage(
      {
        data: { type: 'like', title, body: postTitle, postId, authorId },
        // No comment's ID has a slash.
        collapseId: collapseId(postId, `likes/${authorId}`),
        threadId: postId,
      },
      { silent },
      lifetime,
    );
  });
}

/** The pushes of now, for the first run and for each retry: none once the like is taken back. */
export async function composeLike(
  delivery: Pick<DeliveryRecord, 'about' | 'createdAt' | 'notBefore'>,
): Promise<Push[]> {
  const { about, createdAt, notBefore = createdAt } = delivery;
  const { postId = '', authorId = '' } = about;
  const db = firestore();
  const store = commentStore(db);
  const [like, { postAuthorId, postTitle }] = await Promise.all([
    db
      .collection(LIKES.replace('{postId}', () => postId))
      .doc(authorId)
      .get(),
    store.around({ postId }),
  ]);
  if (!like.exists || postAuthorId === undefined) return [];
  const users = await store.users([postAuthorId, authorId]);
  const postAuthor = users.find(({ uid }) => uid === postAuthorId);
  if (postAuthor === undefined) return [];
  const authorName = users.find(({ uid }) => uid === authorId)?.displayName;
  const said = { postId, postTitle, authorId, authorName };
  return likePushes(said, postAuthor, lifetimeOf(notBefore, deliveryPorts()));
}

export const retryLike: RetryPlan = { retry: composeLike };

/** A like that is taken back and given again finds the record of the first, and is not pushed. */
export const onLikeCreated = onDocumentCreated(
  { ...AS_DELIVERY, document: `${LIKES}/{uid}`, retry: true, timeoutSeconds: ATTEMPT_SECONDS },
  async ({ time, params: { postId, uid } }) => {
    const about = { kind: 'like', postId, authorId: uid };
    const id = hash('sha256', `like/${postId}/${uid}`).slice(0, 32);
    const delivery = { id, about, createdAt: Date.parse(time) };
    await deliver(delivery, { first: () => composeLike(delivery), ...retryLike }, deliveryPorts());
  },
);
