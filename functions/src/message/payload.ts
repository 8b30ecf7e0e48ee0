import { hash } from 'node:crypto';
import type { Look } from '../events/event-definition.ts';
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
  readonly look?: Look;
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
 * would, link and picture go first, and then what the event's own look adds.
 */
export function composePayload(
  content: Content,
  presentation: Presentation,
  lifetime: Lifetime,
): Payload {
  const { link, image, look, ...plain } = content;
  const shown = image !== undefined && isShortEnough(image) ? { image } : {};
  const own = look === undefined ? {} : { look };
  const full = { ...plain, ...own, ...shown, ...(link !== undefined && { link }) };
  const withBody = (body: string, some: Content) =>
    assemble({ ...some, data: { ...some.data, body } }, presentation, lifetime);
  const leaves = (some: Content) => Math.floor(freeBytes(withBody('', some)) / BODY_COPIES);
  const fitting =
    [full, { ...plain, ...own }].find((some) => leaves(some) >= LEAST_BODY_BYTES) ?? plain;
  return withBody(cutToBytes(content.data.body, leaves(fitting)), fitting);
}

function isShortEnough(image: string): boolean {
  return image.startsWith('https://') && Buffer.byteLength(image) <= MAX_IMAGE_BYTES;
}

function assemble(content: Content, { silent, badge }: Presentation, lifetime: Lifetime): Payload {
  const { data, collapseId, threadId, analyticsLabel, link, image, clickAction, look } = content;
  const { ttlSeconds, now } = lifetime;
  const { title, body } = data;
  const payload = {
    notification: { title, body, ...(image !== undefined && { image }) },
    data,
    ...(analyticsLabel !== undefined && { fcm_options: { analytics_label: analyticsLabel } }),
    android: {
      priority: 'HIGH',
      ttl: `${ttlSeconds}s`,
      notification: {
        tag: collapseId,
        channelId: content.channel,
        defaultSound: true,
        ...(badge !== undefined && { notificationCount: badge }),
        ...(clickAction !== undefined && { clickAction }),
      },
    },
    apns: {
      headers: {
        'apns-push-type': 'alert',
        'apns-collapse-id': collapseId,
        'apns-priority': '10',
        'apns-expiration': String(Math.floor(now / 1000) + ttlSeconds),
      },
      payload: {
        aps: {
          ...(threadId !== undefined && { 'thread-id': threadId }),
          'interruption-level': 'active',
          sound: 'default',
          ...(badge !== undefined && { badge }),
          ...(image !== undefined && { 'mutable-content': 1 }),
        },
      },
    },
    webpush: {
      headers: { TTL: String(ttlSeconds), Urgency: 'high' },
      notification: { tag: collapseId },
      ...(link !== undefined && { fcm_options: { link } }),
    },
  };
  const { dataOnly, ...fields } = look ?? {};
  const own = look ? merge(payload, fields) : payload;
  const heard = silent ? merge(own, silence(content.channel)) : own;
  return (dataOnly ? merge(heard, DATA_ONLY) : heard) as Payload;
}

/** What makes a message silent, whatever else it has. */
const silence = (channel: string) => ({
  android: {
    priority: 'NORMAL',
    notification: { channelId: SILENT_CHANNEL(channel), defaultSound: undefined, sound: undefined },
  },
  apns: {
    headers: { 'apns-priority': '5' },
    payload: { aps: { 'interruption-level': 'passive', sound: undefined } },
  },
  webpush: { headers: { Urgency: 'normal' }, notification: { silent: true } },
});

/** What leaves `data` alone to be seen, by the app's code. */
const DATA_ONLY = {
  notification: undefined,
  android: { notification: undefined },
  apns: {
    headers: { 'apns-push-type': 'background', 'apns-priority': '5' },
    payload: { aps: { 'content-available': 1, 'interruption-level': undefined, sound: undefined } },
  },
  webpush: { notification: undefined },
};

/** Fields over fields, deep into maps; one that is undefined goes. */
function merge(under: object, over: object): object {
  const entries = new Map(Object.entries(under));
  for (const [name, value] of Object.entries(over)) {
    const before: unknown = entries.get(name);
    if (value === undefined) entries.delete(name);
    else entries.set(name, isMap(before) && isMap(value) ? merge(before, value) : value);
  }
  return Object.fromEntries(entries);
}

const isMap = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
