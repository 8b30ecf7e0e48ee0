import { type Target, targetId } from './message.ts';
import type { Outcome, Quota } from './outcome.ts';

/** The outcomes that an operator must know about. */
const EVENTS = {
  projectBroken: 'fcm.project_broken',
  platformBroken: 'fcm.platform_broken',
  messageRefused: 'fcm.message_refused',
  tokenRefused: 'fcm.token_refused',
  apnsRefused: 'fcm.apns_refused',
  senderMismatch: 'fcm.sender_mismatch',
  quotaExceeded: 'fcm.quota_exceeded',
} as const satisfies Partial<Record<Outcome['kind'], string>>;

type Reported = Extract<Outcome, { kind: keyof typeof EVENTS }>;

/** Returns the lines to log after some requests. Devices with the same answer share one line. */
export function reportsOf(
  results: readonly { readonly target: Target; readonly outcome: Outcome }[],
) {
  const reported = results.flatMap(({ target, outcome }) =>
    outcome.kind in EVENTS ? { target, outcome: outcome as Reported } : [],
  );
  const same = Map.groupBy(reported, ({ outcome: { kind, code } }) => `${kind} ${code}`);
  return [...same.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { kind, code, detail } = first.outcome;
    // Hashes: a token must not be logged.
    const devices = group.map(({ target }) => targetId(target));
    return { event: EVENTS[kind], fields: { devices, code, detail, todo: todoOf(first.outcome) } };
  });
}

function todoOf(outcome: Reported): string {
  switch (outcome.kind) {
    case 'projectBroken':
      return 'Check the project id, that the FCM API is enabled, and the role of the service account. No device was removed; the pushes are retried.';
    case 'platformBroken':
      return `${apnsTodo(outcome.code)} No device was removed; the pushes are retried, and other platforms go on.`;
    case 'messageRefused':
      return 'FCM refuses the message as invalid: a bug in composing it. It is not retried, and no device was removed.';
    case 'tokenRefused':
      return 'FCM refuses the token, and nothing proves that the payload and the APNs key are good. The device was kept.';
    case 'apnsRefused':
      return `${apnsTodo(outcome.code)} It is not retried and the device was kept.`;
    case 'senderMismatch':
      return "The app was built with another Firebase project's configuration. The device was marked and kept.";
    case 'quotaExceeded':
      return QUOTA_TODO[outcome.quota ?? 'unknown'];
  }
}

const QUOTA_TODO: Record<Quota | 'unknown', string> = {
  project:
    'The project sends more than its quota (600,000 a minute by default). If it lasts, lower FOLLOWER_PAGES_PER_SECOND or ask Google Cloud for more.',
  device:
    'One device was sent too many messages: Android accepts 240 a minute and 5,000 an hour. Do nothing unless it lasts. Then find out who sends so many pushes to one user.',
  topic: 'A topic was sent too many messages. This backend sends only dry runs to a topic.',
  unknown: 'FCM does not say whose quota was exceeded. Do nothing for a short peak.',
};

const KEY =
  'Upload the APNs key (.p8) again with its key ID and team ID: Firebase console, Project settings, Cloud Messaging.';
const ENVIRONMENT =
  'The build and the APNs key have different environments: debug builds use the sandbox, TestFlight and App Store use production. Upload a key for both.';
const BUNDLE =
  'The token and the key or certificate have different bundle IDs: compare those in Xcode, in the Firebase app and in the Apple developer account.';
const MESSAGE = 'Apple refuses the fields under `apns`: a bug in composing the message.';

/** What to do for each of Apple's reasons that FCM can pass on. */
const APNS_TODO: Readonly<Record<string, string>> = {
  InvalidProviderToken: KEY,
  ExpiredProviderToken: KEY,
  MissingProviderToken: KEY,
  UnrelatedKeyIdInToken: KEY,
  BadCertificate: KEY,
  Forbidden: KEY,
  BadDeviceToken: ENVIRONMENT,
  BadEnvironmentKeyInToken: ENVIRONMENT,
  BadCertificateEnvironment: ENVIRONMENT,
  DeviceTokenNotForTopic: BUNDLE,
  TopicDisallowed: BUNDLE,
  BadTopic: BUNDLE,
  MissingTopic: BUNDLE,
  BadCollapseId: MESSAGE,
  BadExpirationDate: MESSAGE,
  BadPriority: MESSAGE,
  InvalidPushType: MESSAGE,
  PayloadEmpty: MESSAGE,
  PayloadTooLarge: MESSAGE,
};

/** Returns what to do about a reason of Apple's push service, or about THIRD_PARTY_AUTH_ERROR. */
function apnsTodo(reason: string): string {
  if (Object.hasOwn(APNS_TODO, reason)) return APNS_TODO[reason] as string;
  if (reason === 'THIRD_PARTY_AUTH_ERROR') return `On iOS: ${KEY} On the web: check the VAPID key.`;
  return `Look up ${reason} in Apple's documentation of APNs errors.`;
}
