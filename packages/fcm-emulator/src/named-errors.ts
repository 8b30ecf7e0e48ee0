import recorded from '../recordings/fcm-answers.json' with { type: 'json' };
import type { TargetKind } from './definition/send-message-request.ts';
import { at, type JsonObject } from './json.ts';
import { apnsError, type Detail, notFound, type Refusal, refusal, UNSPECIFIC } from './refusals.ts';

/** The errors that a fault can name, each with the recording that is its answer. */
const RECORDINGS = {
  UNREGISTERED: 'unregistered-classic',
  INVALID_ARGUMENT: 'pyric-invalid-token',
  SENDER_ID_MISMATCH: 'sender-mismatch',
  QUOTA_EXCEEDED: 'topic-quota',
  /** The quota of the project: FCM itself does not see the request, so there is no FcmError. */
  RESOURCE_EXHAUSTED: 'quota-per-minute',
  UNAVAILABLE: 'unavailable',
  INTERNAL: 'internal',
  THIRD_PARTY_AUTH_ERROR: 'third-party-classic',
  PERMISSION_DENIED: 'iam-denied',
  SERVICE_DISABLED: 'api-disabled',
  UNAUTHENTICATED: 'access-token-expired',
} as const;
/** The errors whose answers nobody has published. */
const UNRECORDED = {
  /** A project that does not exist. The answer says nothing of the device. */
  NOT_FOUND: notFound(),
  DEADLINE_EXCEEDED: refusal(
    504,
    'DEADLINE_EXCEEDED',
    'Deadline expired before operation could complete.',
  ),
} as const;

export type ErrorName = keyof typeof RECORDINGS | keyof typeof UNRECORDED;
export const ERROR_NAMES = Object.keys({ ...RECORDINGS, ...UNRECORDED }) as readonly ErrorName[];

/** What Apple's push service answered to FCM. */
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

/** @param changes what a fault asks for in place of the error's own */
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

/** The only value in the recordings that is masked and no project: sends a minute. */
const MASKED_QUOTA = 'xxx';
const QUOTA = '600000';
const MASKED_PROJECT = /\d*x{3,}/g;

/** The error of a recording, for this project and this kind of target. */
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
