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
  INSTANCE_ENDING: 'the instance is shutting down',
  TOO_LATE: 'the time to send it had passed',
} as const;

/** All results of a message that FCM did not accept. Each kind has one reaction. */
type RefusalKind =
  /** The app was uninstalled, or the token has expired. The device can be removed. */
  | 'unregistered'
  /** FCM blames the token. It also does so if the payload or an APNs key is bad. */
  | 'tokenRefused'
  /** Apple refuses the device. It also does so for a wrong environment or bundle ID. */
  | 'apnsRefused'
  /** The message itself is invalid: a bug in this backend. */
  | 'messageRefused'
  /** The token belongs to another Firebase project. */
  | 'senderMismatch'
  | (typeof TEMPORARY)[number];

/** The results that may change after a wait. The push stays pending. */
const TEMPORARY = [
  /** Wrong project ID, disabled API or bad credentials. No device is the cause. */
  'projectBroken',
  /** Apple or a web push service refuses the key of one app or build. FCM itself works. */
  'platformBroken',
  'quotaExceeded',
  /** An outage, no answer, or no request made (`unasked`). */
  'unavailable',
] as const;

interface Refusal {
  /** The most specific code: Apple's reason, else the FcmError, the RPC status, the HTTP status. */
  readonly code: string;
  /** All codes and messages in one line, for the log. Contains no token. */
  readonly detail: string;
  /** The wait that FCM asked for. */
  readonly retryAfterMs?: number;
  readonly unasked?: true;
}

export type Outcome =
  | { readonly kind: 'delivered' }
  | { [Kind in RefusalKind]: Refusal & { readonly kind: Kind } }[RefusalKind];

export type Temporary = Extract<Outcome, { kind: (typeof TEMPORARY)[number] }>;

export function isTemporary(outcome: { readonly kind: string }): outcome is Temporary {
  return TEMPORARY.some((kind) => kind === outcome.kind);
}

/** Returns the outcome that FCM's answer means. */
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
  const retryAfterMs = parseRetryAfter(answer.retryAfter, now);
  return {
    kind: kindOf(status, error),
    code,
    detail,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/**
 * A device is dead if a 404 has the FcmError UNREGISTERED; a wrong project ID gets a 404 without it.
 * A device is also dead if Apple says so, often in a 400.
 */
function kindOf(status: number, error: FcmError): RefusalKind {
  const { codes, apns } = error;
  if (status < 400 || status >= 500 || status === 408) return 'unavailable';
  if (apns?.statusCode === 410 || apns?.reason === 'Unregistered') return 'unregistered';
  switch (status) {
    case 400:
      if (apns !== undefined) return 'apnsRefused';
      return blamesTarget(error) ? 'tokenRefused' : 'messageRefused';
    case 401:
    case 403:
    case 404:
      if (status === 404 && codes.has('UNREGISTERED')) return 'unregistered';
      if (status === 403 && codes.has('SENDER_ID_MISMATCH')) return 'senderMismatch';
      return apns || codes.has('THIRD_PARTY_AUTH_ERROR') ? 'platformBroken' : 'projectBroken';
    case 429:
      return 'quotaExceeded';
    default:
      return 'messageRefused';
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

const TARGET_FIELDS: ReadonlySet<unknown> = new Set(['message.token', 'message.fid']);
const TARGET_IS_INVALID = /(registration token|installation id)\b.*\bnot (a )?valid/i;

function blamesTarget({ details, codes, status, message }: FcmError): boolean {
  const fields = details.flatMap((each) => each.fieldViolations ?? []);
  if (fields.some(({ field }) => TARGET_FIELDS.has(field))) return true;
  const invalid = codes.has('INVALID_ARGUMENT') || status === 'INVALID_ARGUMENT';
  return invalid && TARGET_IS_INVALID.test(message);
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
