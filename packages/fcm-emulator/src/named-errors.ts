import recorded from '../recordings/fcm-answers.json' with { type: 'json' };
import type { TargetKind } from './definition/send-message-request.ts';
import { at, type JsonObject } from './json.ts';
import { apnsError, type Detail, notFound, type Refusal, refusal, UNSPECIFIC } from './refusals.ts';

/** The errors that a fault can name, each with the recording of its answer. */
const RECORDINGS = {
  UNREGISTERED: 'unregistered-classic',
  INVALID_ARGUMENT: 'pyric-invalid-token',
  SENDER_ID_MISMATCH: 'sender-mismatch',
  QUOTA_EXCEEDED: 'topic-quota',
  /** The quota of the project. FCM does not see the request, so there is no FcmError. */
  RESOURCE_EXHAUSTED: 'quota-per-minute',
  UNAVAILABLE: 'unavailable',
  INTERNAL: 'internal',
  THIRD_PARTY_AUTH_ERROR: 'third-party-classic',
  PERMISSION_DENIED: 'iam-denied',
  SERVICE_DISABLED: 'api-disabled',
  UNAUTHENTICATED: 'access-token-expired',
} as const;
/** The errors without a published answer. */
const UNRECORDED = {
  /** A project that does not exist. The answer does not concern the device. */
  NOT_FOUND: notFound(),
  DEADLINE_EXCEEDED: refusal(
    504,
    'DEADLINE_EXCEEDED',
    'Deadline expired before operation could complete.',
  ),
} as const;

export type ErrorName = keyof typeof RECORDINGS | keyof typeof UNRECORDED;
export const ERROR_NAMES = Object.keys({ ...RECORDINGS, ...UNRECORDED }) as readonly ErrorName[];

/** The answer of Apple's push service to FCM. */
interface ApnsError {
  readonly statusCode: number;
  /** Such as `Unregistered` or `BadDeviceToken` (Apple's documentation of APNs errors). */
  readonly reason: string;
}

interface Circumstances {
  readonly project: string;
  readonly target: TargetKind;
  readonly apns?: ApnsError | undefined;
}

/** @param changes the parts of the error that a fault replaces */
export function namedRefusal(
  name: ErrorName,
  circumstances: Circumstances,
  changes: { readonly code?: number; readonly message?: string },
): Refusal {
  const error = { ...errorOf(name, circumstances), ...changes };
  return { status: Number(error.code), body: { error } };
}

function errorOf(name: ErrorName, { project, target, apns }: Circumstances): JsonObject {
  if (name === 'NOT_FOUND' || name === 'DEADLINE_EXCEEDED') {
    return at(UNRECORDED[name].body, 'error');
  }
  if (apns === undefined) {
    const error = recordedError(RECORDINGS[name], project, target);
    const isOfDevice = name === 'QUOTA_EXCEEDED' && (target === 'token' || target === 'fid');
    return isOfDevice ? { ...error, message: 'Message rate exceeded for this device.' } : error;
  }
  const recording = name === 'INVALID_ARGUMENT' ? 'apns-disabled-400' : RECORDINGS[name];
  const { details, ...error } = recordedError(recording, project, target);
  const [fcmError] = details as readonly Detail[];
  const isOther = name === 'INVALID_ARGUMENT' && apns.reason !== 'Unregistered';
  return {
    ...error,
    ...(isOther && { message: UNSPECIFIC }),
    details: [fcmError, apnsError(apns)],
  };
}

/** In the recordings, the only masked value that is not a project: the sends per minute. */
const MASKED_QUOTA = 'xxx';
const QUOTA = '600000';
const MASKED_PROJECT = /\d*x{3,}/g;

/** Returns the error of a recording, for this project and this kind of target. */
function recordedError(recording: string, project: string, target: TargetKind): JsonObject {
  const body = recorded.find(({ id }) => id === recording)?.body;
  return JSON.parse(JSON.stringify(at(body, 'error')), (_, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (value === MASKED_QUOTA) return QUOTA;
    return value
      .replace(/^message\.token$/, `message.${target}`)
      .replaceAll(MASKED_PROJECT, () => project);
  });
}
