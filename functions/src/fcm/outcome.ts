import * as v from 'valibot';

/** The result of one request: an HTTP answer, or the reason why there was none. */
export type Answer =
  | { readonly status: number; readonly retryAfter?: string | undefined; readonly body: string }
  | { readonly failure: string }
  /** FCM was not asked, because Google returned no access token. */
  | { readonly noAccess: string }
  | Unasked;

/** No request was made. Try again after `retryAfterMs` milliseconds. */
export interface Unasked {
  readonly unasked: keyof typeof UNASKED;
  readonly retryAfterMs: number;
}

/** Why a request was not made, by the code of its outcome. */
const UNASKED = {
  PAUSED: 'sending is paused',
  INSTANCE_ENDING: 'the instance was told to end',
  TOO_LATE: 'the time to send it had passed',
} as const;

/** An answer of FCM that is not a success. */
interface Refusal {
  /** The most specific code: Apple's reason, else the FcmError, the RPC status, the HTTP status. */
  readonly code: string;
  /** All codes and messages in one line, for the log. Contains no token. */
  readonly detail: string;
}

interface Retriable extends Refusal {
  /** The wait that FCM asked for. */
  readonly retryAfterMs?: number;
}

/** Patterns by which FCM's message says whose quota was exceeded. */
const QUOTAS = { project: /PerProject|\{project\}/, topic: /topic/i, device: /device/i } as const;
export type Quota = keyof typeof QUOTAS;

/** All possible results of one message. Each kind has one reaction. */
export type Outcome =
  | { readonly kind: 'delivered' }
  /** The app was uninstalled, or the token has expired. The device can be removed. */
  | ({ readonly kind: 'unregistered' } & Refusal)
  /** FCM blames the token. It also does so if the payload or an APNs key is bad. */
  | ({ readonly kind: 'tokenRefused' } & Refusal)
  /** Apple refuses the device. It also does so for a wrong environment or bundle ID. */
  | ({ readonly kind: 'apnsRefused' } & Refusal)
  /** The message itself is invalid: a bug in this backend. */
  | ({ readonly kind: 'messageRefused' } & Refusal)
  /** The token belongs to another Firebase project. */
  | ({ readonly kind: 'senderMismatch' } & Refusal)
  /** Wrong project ID, disabled API or bad credentials. No device is the cause. */
  | ({ readonly kind: 'projectBroken' } & Refusal)
  /** Apple or a web push service refuses the key of one app or build. FCM itself works. */
  | ({ readonly kind: 'platformBroken' } & Refusal)
  | ({ readonly kind: 'quotaExceeded'; readonly quota?: Quota } & Retriable)
  /** An outage, no answer, or no request made (`unasked`). */
  | ({ readonly kind: 'unavailable'; readonly unasked?: true } & Retriable);

/** The outcomes that may change after a wait. The push stays pending. */
export type Temporary = Extract<Outcome, { kind: (typeof TEMPORARY)[number] }>;

const TEMPORARY = ['projectBroken', 'platformBroken', 'quotaExceeded', 'unavailable'] as const;

export function isTemporary(outcome: { readonly kind: string }): outcome is Temporary {
  return TEMPORARY.some((kind) => kind === outcome.kind);
}

/**
 * Returns the outcome that FCM's answer means. A device is dead if a 404 has the FcmError
 * UNREGISTERED; a wrong project ID gets a 404 without it. A device is also dead if Apple says so,
 * often in a 400.
 */
export function classify(answer: Answer, now: number): Outcome {
  if ('failure' in answer) {
    return { kind: 'unavailable', code: 'NO_ANSWER', detail: answer.failure };
  }
  if ('noAccess' in answer) {
    return { kind: 'projectBroken', code: 'NO_ACCESS_TOKEN', detail: answer.noAccess };
  }
  if ('unasked' in answer) {
    const { unasked: code, retryAfterMs } = answer;
    return { kind: 'unavailable', code, detail: UNASKED[code], retryAfterMs, unasked: true };
  }
  const { status } = answer;
  if (status === 200) return { kind: 'delivered' };
  const error = parseError(answer.body);
  const { codes, apns } = error;
  const [code = error.status || `HTTP_${status}`] = [apns?.reason, ...codes].filter(Boolean);
  const apple = apns && `APNs ${apns.statusCode} ${apns.reason}`;
  const detail = [status, ...codes, apple, error.status, error.message].filter(Boolean).join(' ');
  const refusal = { code, detail };
  const retryAfterMs = parseRetryAfter(answer.retryAfter, now);
  const retriable = { ...refusal, ...(retryAfterMs !== undefined && { retryAfterMs }) };

  if (status < 400 || status >= 500 || status === 408) return { kind: 'unavailable', ...retriable };
  if (apns?.statusCode === 410 || apns?.reason === 'Unregistered') {
    return { kind: 'unregistered', ...refusal };
  }
  switch (status) {
    case 400:
      if (apns !== undefined) return { kind: 'apnsRefused', ...refusal };
      return { kind: blamesTarget(error) ? 'tokenRefused' : 'messageRefused', ...refusal };
    case 401:
    case 403:
    case 404:
      if (status === 404 && codes.has('UNREGISTERED')) return { kind: 'unregistered', ...refusal };
      if (status === 403 && codes.has('SENDER_ID_MISMATCH')) {
        return { kind: 'senderMismatch', ...refusal };
      }
      if (apns !== undefined || codes.has('THIRD_PARTY_AUTH_ERROR')) {
        return { kind: 'platformBroken', ...refusal };
      }
      return { kind: 'projectBroken', ...refusal };
    case 429:
      return { kind: 'quotaExceeded', ...quotaOf(error), ...retriable };
    default:
      return { kind: 'messageRefused', ...refusal };
  }
}

const ErrorBody = v.object({
  error: v.object({
    message: v.optional(v.string(), ''),
    status: v.optional(v.string(), ''),
    details: v.optional(
      v.array(
        v.looseObject({
          '@type': v.optional(v.string(), ''),
          /** In an FcmError. */
          errorCode: v.optional(v.string()),
          /** In an ApnsError: the answer of Apple's push service to FCM. */
          statusCode: v.optional(v.number(), 0),
          reason: v.optional(v.string(), ''),
          /** In a BadRequest. */
          fieldViolations: v.optional(v.array(v.looseObject({ field: v.optional(v.string()) }))),
        }),
      ),
      [],
    ),
  }),
});

/** Parses the body of an error. If it has another form, all fields are empty. */
function parseError(body: string) {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    // A proxy's page, or nothing at all.
  }
  const parsed = v.safeParse(ErrorBody, json);
  const { error } = parsed.success
    ? parsed.output
    : { error: { message: '', status: '', details: [] } };
  const codes: ReadonlySet<string> = new Set(error.details.flatMap((one) => one.errorCode ?? []));
  return {
    ...error,
    codes,
    apns: error.details.find((one) => one['@type'].endsWith('.ApnsError')),
  };
}

type FcmError = ReturnType<typeof parseError>;

const TARGET_FIELDS = new Set(['message.token', 'message.fid']);
const TARGET_IS_INVALID = /(registration token|installation id)\b.*\bnot (a )?valid/i;

function blamesTarget({ details, codes, status, message }: FcmError): boolean {
  const fields = details.flatMap((each) => each.fieldViolations ?? []);
  if (fields.some(({ field }) => field !== undefined && TARGET_FIELDS.has(field))) return true;
  const invalid = codes.has('INVALID_ARGUMENT') || status === 'INVALID_ARGUMENT';
  return invalid && TARGET_IS_INVALID.test(message);
}

/** Only for people to read, because FCM's wording changes: no reaction depends on it. */
function quotaOf({ message, details }: FcmError): { quota?: Quota } {
  const text = message + JSON.stringify(details);
  const [quota] = Object.entries(QUOTAS).find(([, words]) => words.test(text)) ?? [];
  return quota ? { quota: quota as Quota } : {};
}

/**
 * Returns the milliseconds of a `Retry-After` header, which has seconds or a date. Undefined if it
 * is absent or invalid.
 *
 * @example
 * parseRetryAfter('120', now); // 120_000
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const value = header.trim();
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const at = value.endsWith('GMT') ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
