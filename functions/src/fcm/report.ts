import { type Target, targetId } from './message.ts';
import type { Outcome } from './outcome.ts';

/** The outcomes that an operator must know of: the name of the log line, and what to do. */
const REPORTS = {
  projectBroken: {
    event: 'fcm.project_broken',
    todo: 'Check the project id, that the FCM API is enabled, and the role of the service account. No device was removed; the pushes are retried.',
  },
  platformBroken: {
    event: 'fcm.platform_broken',
    todo: 'No device was removed; the pushes are retried, and other platforms go on.',
  },
  messageRefused: {
    event: 'fcm.message_refused',
    todo: 'FCM refuses the message as invalid: a bug in composing it. It is not retried, and no device was removed.',
  },
  tokenRefused: {
    event: 'fcm.token_refused',
    todo: 'FCM refuses the token, and nothing proves that the payload and the APNs key are good. The device was kept.',
  },
  apnsRefused: {
    event: 'fcm.apns_refused',
    todo: 'It is not retried and the device was kept.',
  },
  senderMismatch: {
    event: 'fcm.sender_mismatch',
    todo: "The app was built with another Firebase project's configuration. The device was marked and kept.",
  },
  quotaExceeded: {
    event: 'fcm.quota_exceeded',
    todo: 'The detail says whose quota. Do nothing for a short peak. If that of the project (600,000 a minute by default) stays exceeded, lower FOLLOWER_PAGES_PER_SECOND or ask Google Cloud for more. If that of a device does (on Android 240 a minute, 5,000 an hour), find out who sends so many pushes to one user.',
  },
} as const satisfies Partial<Record<Outcome['kind'], object>>;

type Reported = Extract<Outcome, { kind: keyof typeof REPORTS }>;

const isReported = (outcome: Outcome): outcome is Reported => outcome.kind in REPORTS;

/** Returns the lines to log after some requests. Devices with the same answer share one line. */
export function reportsOf(
  results: readonly { readonly target: Target; readonly outcome: Outcome }[],
) {
  const lines = new Map<string, ReturnType<typeof lineOf>>();
  for (const { target, outcome } of results) {
    if (!isReported(outcome)) continue;
    const key = `${outcome.kind} ${outcome.code}`;
    const line = lines.get(key) ?? lineOf(outcome);
    // A hash: a token must not be logged.
    line.fields.devices.push(targetId(target));
    lines.set(key, line);
  }
  return [...lines.values()];
}

function lineOf({ kind, code, detail }: Reported) {
  const { event, todo } = REPORTS[kind];
  const isOfApple = kind === 'platformBroken' || kind === 'apnsRefused';
  const devices: string[] = [];
  const fields = { devices, code, detail, todo: isOfApple ? `${apnsTodo(code)} ${todo}` : todo };
  return { event, fields };
}

const KEY =
  'Upload the APNs key (.p8) again with its key ID and team ID: Firebase console, Project settings, Cloud Messaging.';

/** What to do for Apple's reasons that FCM can pass on, and for THIRD_PARTY_AUTH_ERROR. */
const APNS_TODOS: readonly (readonly [reasons: RegExp, todo: string])[] = [
  [/^THIRD_PARTY_AUTH_ERROR$/, `On iOS: ${KEY} On the web: check the VAPID key.`],
  [/ProviderToken$|^UnrelatedKeyIdInToken$|^BadCertificate$|^Forbidden$/, KEY],
  [
    /^BadDeviceToken$|Environment/,
    'The build and the APNs key have different environments: debug builds use the sandbox, TestFlight and App Store use production. Upload a key for both.',
  ],
  [
    /Topic/,
    'The token and the key or certificate have different bundle IDs: compare those in Xcode, in the Firebase app and in the Apple developer account.',
  ],
  [
    /CollapseId|ExpirationDate|Priority|PushType|Payload/,
    'Apple refuses the fields under `apns`: a bug in composing the message.',
  ],
];

function apnsTodo(reason: string): string {
  const found = APNS_TODOS.find(([reasons]) => reasons.test(reason));
  return found?.[1] ?? `Look up ${reason} in Apple's documentation of APNs errors.`;
}
