import { hash } from 'node:crypto';
import type { Look } from '../events/event-definition.ts';
import type { Payload } from '../fcm/message.ts';
import type { Language } from '../texts/languages/catalogues.ts';
import { write } from '../texts/texts.ts';
import { cutToBytes, freeBytes, MIN_BODY_BYTES } from './payload-limit.ts';

/*
 * What the platforms do with an alert, which has `notification` and `data`:
 * - Android: in the background, the system shows `notification` in the named channel, and the app
 *   gets `data` with the click. In the foreground, the app gets both and nothing is shown. A
 *   message with the same `tag` replaces the one on the screen. Priority HIGH wakes a dozing
 *   device, NORMAL waits for it. A channel that the app has not created is the default one.
 * - iOS shows `aps.alert`, which FCM makes from `notification`. `apns-collapse-id` replaces,
 *   `thread-id` groups. The `interruption-level` passive does not light the screen and needs
 *   `apns-priority` 5. A picture needs `mutable-content` and the app's service extension.
 * - Web: the SDK's service worker shows `notification` if no page of the app is visible, else
 *   `onMessage` gets it. `tag` replaces without a sound. A click opens `link`, which must be https.
 *
 * In quiet hours, and shortly after another sound, the same message has no sound, no urgency and
 * another channel, because since Android 8 the channel has the sound.
 */

/** The channel without a sound that belongs to a channel. */
const SILENT_CHANNEL = (channel: string) => `${channel}_quiet`;

/** The body is in both `notification` and `data`. */
const BODY_COPIES = 2;

/** In characters: 192 bits of a hash. APNs accepts up to 64 bytes. */
const COLLAPSE_ID_LENGTH = 32;

/** A test push that arrives later would only confuse the user. */
const TEST_TTL_SECONDS = 60;

export interface Presentation {
  /** Without sound or urgency: in quiet hours, or shortly after another push of the thread. */
  readonly silent?: boolean;
  /** The number on the app's icon. If absent, the number does not change. */
  readonly badge?: number | undefined;
}

/** How long FCM, APNs and the web's push services keep a push for a device that is offline. */
export interface Lifetime {
  readonly ttlSeconds: number;
  /** The start of the lifetime in milliseconds since the epoch. */
  readonly now: number;
}

export interface Content {
  readonly data: Readonly<Record<string, string>> & {
    readonly type: string;
    readonly title: string;
    readonly body: string;
  };
  readonly channel: string;
  readonly collapseId: string;
  readonly threadId?: string;
  readonly link?: string | undefined;
  readonly image?: string | undefined;
  readonly look?: Look | undefined;
}

/** Returns the same ID for the same key, so that a repeat replaces the first push on the screen. */
export function collapseId(key: string): string {
  return hash('sha256', key, 'base64url').slice(0, COLLAPSE_ID_LENGTH);
}

/** Returns the payload of `sendTestPush`. Each test push replaces the last one. */
export function composeTestPayload(language: Language, channel: string, now: number): Payload {
  const title = write(language, 'test.title');
  const body = write(language, 'test.body');
  return composePayload(
    { data: { type: 'test', title, body }, channel, collapseId: 'test' },
    {},
    { ttlSeconds: TEST_TTL_SECONDS, now },
  );
}

/**
 * Returns an FCM v1 message without its target, with as much of the body as fits. If almost nothing
 * of the body fits, it first leaves out the link and the picture, and then the event's own `look`.
 */
export function composePayload(
  content: Content,
  presentation: Presentation,
  lifetime: Lifetime,
): Payload {
  const withoutLink = { ...content, link: undefined, image: undefined };
  const plain = { ...withoutLink, look: undefined };
  const withBody = (body: string, some: Content) =>
    assemble({ ...some, data: { ...some.data, body } }, presentation, lifetime);
  const roomForBody = (some: Content) => Math.floor(freeBytes(withBody('', some)) / BODY_COPIES);
  const fitting =
    [content, withoutLink].find((some) => roomForBody(some) >= MIN_BODY_BYTES) ?? plain;
  return withBody(cutToBytes(content.data.body, roomForBody(fitting)), fitting);
}

function assemble(content: Content, { silent, badge }: Presentation, lifetime: Lifetime): Payload {
  const { data, channel, collapseId, threadId, link, image, look } = content;
  const { ttlSeconds, now } = lifetime;
  const payload = {
    notification: { title: data.title, body: data.body, ...(image && { image }) },
    data,
    fcm_options: { analytics_label: data.type },
    android: {
      priority: 'HIGH',
      ttl: `${ttlSeconds}s`,
      notification: {
        tag: collapseId,
        channelId: channel,
        defaultSound: true,
        ...(badge !== undefined && { notificationCount: badge }),
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
          ...(threadId && { 'thread-id': threadId }),
          'interruption-level': 'active',
          sound: 'default',
          ...(badge !== undefined && { badge }),
          ...(image && { 'mutable-content': 1 }),
        },
      },
    },
    webpush: {
      headers: { TTL: String(ttlSeconds), Urgency: 'high' },
      notification: { tag: collapseId },
      ...(link && { fcm_options: { link } }),
    },
  };
  const { dataOnly, ...fields } = look ?? {};
  const withLook = look ? merge(payload, fields) : payload;
  const withSound = silent ? merge(withLook, silence(channel)) : withLook;
  return dataOnly ? merge(withSound, DATA_ONLY) : withSound;
}

/** Changes a message so that the system shows nothing, and the app's code gets `data`. */
const DATA_ONLY = {
  notification: undefined,
  android: { notification: undefined },
  apns: {
    headers: { 'apns-push-type': 'background', 'apns-priority': '5' },
    payload: { aps: { 'content-available': 1, 'interruption-level': undefined, sound: undefined } },
  },
  webpush: { notification: undefined },
};

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

/** Merges two objects, including nested maps. An undefined value removes a field. */
function merge(under: object, over: object): object {
  const merged = new Map(Object.entries(under));
  for (const [name, value] of Object.entries(over)) {
    const before: unknown = merged.get(name);
    if (value === undefined) merged.delete(name);
    else merged.set(name, isMap(value) ? merge(isMap(before) ? before : {}, value) : value);
  }
  return Object.fromEntries(merged);
}

const isMap = (value: unknown): value is object => value instanceof Object && !Array.isArray(value);
