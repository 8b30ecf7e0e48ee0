import { hash } from 'node:crypto';
import type { Payload } from '../delivery/message.ts';
import type { Reason } from './audience.ts';
import type { Comment } from './comment.ts';
import type { Language } from './languages/catalogues.ts';
import { cutToBytes, freeBytes, NAME_BYTES } from './payload-limit.ts';
import { commentTitle, newComments, testText } from './text.ts';

/** Android channels that the app creates. FCM uses the app's default one where it has not. */
const CHANNEL = 'comments';
const SILENT_CHANNEL = 'comments_quiet';

/** `notification` and `data` each carry the body. */
const BODY_COPIES = 2;

/** Characters, 192 bits of hash. APNs takes up to 64 bytes. */
const COLLAPSE_ID_LENGTH = 32;

/** A test push that arrives after whoever asked for it has left would only puzzle. */
const TEST_TTL_SECONDS = 60;

/** How a push is to arrive. */
export interface Manner {
  /** Without sound or urgency: in quiet hours, or where an earlier push has just alerted. */
  readonly silent: boolean;
  /** The number on the app's icon, which stays as it is when absent. */
  readonly badge?: number;
  /** Comments on one post replace each other on the screen; this is one of so many unread. */
  readonly gathered?: number;
}

/** How long FCM, APNs and the web's push services keep a push for a device that is offline. */
export interface Lifetime {
  readonly ttlSeconds: number;
  /** Milliseconds since the epoch: the start of the lifetime. */
  readonly now: number;
}

/** What a push says, whatever it tells of. */
interface Content {
  readonly data: Readonly<Record<string, string>> & {
    readonly title: string;
    readonly body: string;
  };
  readonly collapseId: string;
  readonly threadId?: string;
}

/**
 * The same for every push about one comment, so that a repeat replaces itself on the screen, or
 * for every push about the comments of one post.
 */
export function collapseId(postId: string, commentId = ''): string {
  return hash('sha256', `${postId}/${commentId}`, 'base64url').slice(0, COLLAPSE_ID_LENGTH);
}

/**
 * The FCM v1 message about a comment, less its target: one for all devices that share reason,
 * language and manner. Any name and text fit; one that is too long is cut and ends in `…`.
 */
export function composePayload(
  comment: Comment,
  reason: Reason,
  language: Language,
  manner: Manner,
  lifetime: Lifetime,
): Payload {
  const { postId, commentId, authorId, authorName } = comment;
  const name = authorName === undefined ? undefined : cutToBytes(authorName, NAME_BYTES);
  const { gathered } = manner;
  const title =
    gathered !== undefined && gathered > 1
      ? newComments(language, gathered)
      : commentTitle(language, reason, name);
  return composeMessage(
    {
      data: { type: reason, title, body: comment.text, postId, commentId, authorId },
      collapseId: gathered === undefined ? collapseId(postId, commentId) : collapseId(postId),
      threadId: postId,
    },
    manner,
    lifetime,
  );
}

/** The FCM v1 message of `sendTestPush`, less its target. Each replaces the one before. */
export function composeTestPayload(language: Language, now: number = Date.now()): Payload {
  return composeMessage(
    { data: { type: 'test', ...testText(language) }, collapseId: 'test' },
    { silent: false },
    { ttlSeconds: TEST_TTL_SECONDS, now },
  );
}

/** An FCM v1 message, less its target, with as much of the body as fits. */
export function composeMessage(content: Content, manner: Manner, lifetime: Lifetime): Payload {
  const withBody = (body: string) =>
    assemble({ ...content, data: { ...content.data, body } }, manner, lifetime);
  const bytesForBody = Math.floor(freeBytes(withBody('')) / BODY_COPIES);
  return withBody(cutToBytes(content.data.body, bytesForBody));
}

function assemble(
  { data, collapseId, threadId }: Content,
  { silent, badge }: Manner,
  { ttlSeconds, now }: Lifetime,
): Payload {
  const { title, body } = data;
  return {
    notification: { title, body },
    data,
    android: {
      priority: silent ? 'NORMAL' : 'HIGH',
      ttl: `${ttlSeconds}s`,
      notification: {
        tag: collapseId,
        channelId: silent ? SILENT_CHANNEL : CHANNEL,
        ...(!silent && { defaultSound: true }),
        ...(badge !== undefined && { notificationCount: badge }),
      },
    },
    apns: {
      headers: {
        'apns-push-type': 'alert',
        'apns-collapse-id': collapseId,
        'apns-priority': silent ? '5' : '10',
        'apns-expiration': String(Math.floor(now / 1000) + ttlSeconds),
      },
      payload: {
        aps: {
          ...(threadId !== undefined && { 'thread-id': threadId }),
          'interruption-level': silent ? 'passive' : 'active',
          ...(!silent && { sound: 'default' }),
          ...(badge !== undefined && { badge }),
        },
      },
    },
    webpush: {
      headers: { TTL: String(ttlSeconds), Urgency: silent ? 'normal' : 'high' },
      notification: { tag: collapseId, ...(silent && { silent: true }) },
    },
  };
}
