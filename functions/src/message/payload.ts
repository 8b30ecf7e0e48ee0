import { hash } from 'node:crypto';
import type { Payload } from '../fcm/message.ts';
import type { Language } from '../texts/languages/catalogues.ts';
import { write } from '../texts/texts.ts';
import { cutToBytes, freeBytes, LEAST_BODY_BYTES, MAX_IMAGE_BYTES } from './payload-limit.ts';

/*
 * The FCM v1 message of each kind of push, and what the platforms make of it.
 *
 * An alert (comments, likes, …, the test push) has `notification` and `data`:
 * - Android shows `notification` by itself while the app is in the background, in the channel that is
 *   named, and hands `data` to the app with the click; in the foreground it hands over both and shows
 *   nothing. A message of the same `tag` takes the place of the one on the screen. Priority HIGH
 *   wakes a dozing device; NORMAL waits for it. A channel that the app did not make is replaced by
 *   its default one. firebase.google.com/docs/cloud-messaging/concept-options
 * - iOS shows `aps.alert`, which FCM makes of `notification`. `apns-collapse-id` replaces, `thread-id`
 *   groups; `interruption-level` passive adds it to the list without lighting the screen, and then
 *   `apns-priority` has to be 5. A picture needs `mutable-content` and the app's service extension.
 * - The web: the SDK's service worker shows `notification` where no page of the app is visible, else
 *   `onMessage` gets it. `tag` replaces, without a sound. `link` opens on a click, https: alone.
 *
 * In quiet hours, and where an earlier push has just sounded, the same message has no sound, a channel
 * of its own (Android 8 and newer take sound from the channel) and no urgency.
 *
 * A silent push (`clear-read.ts`) has `data` alone: the app's code runs and takes notifications away.
 */

/** A channel for what arrives without a sound, beside each one that has a sound. */
const SILENT_CHANNEL = (channel: string) => `${channel}_quiet`;

/** `notification` and `data` each carry the body. */
const BODY_COPIES = 2;

/** Characters, 192 bits of hash. APNs takes up to 64 bytes. */
const COLLAPSE_ID_LENGTH = 32;

/** A test push that arrives after whoever asked for it has left would only puzzle. */
const TEST_TTL_SECONDS = 60;

/** How a push is to arrive. */
export interface Presentation {
  /** Without sound or urgency: in quiet hours, or where an earlier push has just alerted. */
  readonly silent: boolean;
  /** The number on the app's icon, which stays as it is when absent. */
  readonly badge?: number;
}

/** How long FCM, APNs and the web's push services keep a push for a device that is offline. */
export interface Lifetime {
  readonly ttlSeconds: number;
  /** Milliseconds since the epoch: the start of the lifetime. */
  readonly now: number;
}

/** What a push says, whatever it tells of. */
export interface Content {
  readonly data: Readonly<Record<string, string>> & {
    readonly type: string;
    readonly title: string;
    readonly body: string;
  };
  readonly channel: string;
  readonly collapseId: string;
  readonly threadId?: string;
  readonly analyticsLabel?: string;
  readonly clickAction?: string;
  /** Address of the page that a click on the web opens. */
  readonly link?: string;
  readonly image?: string;
}

/** The same for every push of a key, so that a repeat replaces itself on the screen. */
export function collapseId(key: string): string {
  return hash('sha256', key, 'base64url').slice(0, COLLAPSE_ID_LENGTH);
}

/** The FCM v1 message of `sendTestPush`, less its target. Each replaces the one before. */
export function composeTestPayload(
  language: Language,
  channel: string,
  now: number = Date.now(),
): Payload {
  const data = {
    type: 'test',
    title: write(language, 'test.title'),
    body: write(language, 'test.body'),
  };
  return composePayload(
    { data, channel, collapseId: 'test' },
    { silent: false },
    { ttlSeconds: TEST_TTL_SECONDS, now },
  );
}

/**
 * An FCM v1 message, less its target, with as much of the body as fits. Where next to nothing of it
 * would, link and picture go first.
 */
export function composePayload(
  { link, image, ...content }: Content,
  presentation: Presentation,
  lifetime: Lifetime,
): Payload {
  const extras = {
    ...(link !== undefined && { link }),
    ...(image !== undefined && isShortEnough(image) && { image }),
  };
  const withBody = (body: string, whole: Content) =>
    assemble({ ...whole, data: { ...whole.data, body } }, presentation, lifetime);
  const full = { ...content, ...extras };
  const whole = freeBytes(withBody('', full)) < LEAST_BODY_BYTES * BODY_COPIES ? content : full;
  const bytesForBody = Math.floor(freeBytes(withBody('', whole)) / BODY_COPIES);
  return withBody(cutToBytes(content.data.body, bytesForBody), whole);
}

function isShortEnough(image: string): boolean {
  return image.startsWith('https://') && Buffer.byteLength(image) <= MAX_IMAGE_BYTES;
}

function assemble(content: Content, { silent, badge }: Presentation, lifetime: Lifetime): Payload {
  const { data, collapseId, threadId, analyticsLabel, link, image, clickAction } = content;
  const { ttlSeconds, now } = lifetime;
  const { title, body } = data;
  return {
    notification: { title, body, ...(image !== undefined && { image }) },
    data,
    ...(analyticsLabel !== undefined && { fcm_options: { analytics_label: analyticsLabel } }),
    android: {
      priority: silent ? 'NORMAL' : 'HIGH',
      ttl: `${ttlSeconds}s`,
      notification: {
        tag: collapseId,
        channelId: silent ? SILENT_CHANNEL(content.channel) : content.channel,
        ...(!silent && { defaultSound: true }),
        ...(badge !== undefined && { notificationCount: badge }),
        ...(clickAction !== undefined && { clickAction }),
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
          ...(image !== undefined && { 'mutable-content': 1 }),
        },
      },
    },
    webpush: {
      headers: { TTL: String(ttlSeconds), Urgency: silent ? 'normal' : 'high' },
      notification: { tag: collapseId, ...(silent && { silent: true }) },
      ...(link !== undefined && { fcm_options: { link } }),
    },
  };
}
