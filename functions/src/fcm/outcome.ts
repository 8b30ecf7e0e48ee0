import * as v from 'valibot';

/** What came back for one request: an HTTP answer, or the reason why there was none. */
export type Answer =
  | { readonly status: number; readonly retryAfter?: string | undefined; readonly body: string }
  | { readonly failure: string }
  /** FCM was not asked, since Google gave no access token to ask with. */
  | { readonly noAccess: string }
  | Unasked;

/** No request was made: to be tried again after so many ms. */
export interface Unasked {
  readonly unasked: keyof typeof UNASKED;
  readonly retryAfterMs: number;
}

/** Why a request is not made, by the code of its outcome. */
const UNASKED = {
  PAUSED: 'sending is paused',
  INSTANCE_ENDING: 'the instance was told to end',
  TOO_LATE: 'the time to send it had passed',
} as const;

/** What FCM said that was no yes. */
interface Refusal {
  /** The most telling code: Apple's reason, else FcmError's, the RPC status, the HTTP status. */
  readonly code: string;
  /** All of it in one line, for the log. Holds no token. */
  readonly detail: string;
}

interface Retriable extends Refusal {
  /** What FCM asked for, from now on. */
  readonly retryAfterMs?: number;
}

/** Whose quota a 429 was, by the words in which FCM says so. */
const QUOTAS = { project: /PerProject|\{project\}/, topic: /topic/i, device: /device/i } as const;
export type Quota = keyof typeof QUOTAS;

/** Everything that FCM can have said to one message. Closed: each kind has one reaction. */
export type Outcome =
  | { readonly kind: 'delivered' }
  /** The app was uninstalled, or the token has expired: the device can go. */
  | ({ readonly kind: 'unregistered' } & Refusal)
  /** FCM blames the token, which it also does when the payload or an APNs key is bad. */
  | ({ readonly kind: 'tokenRefused' } & Refusal)
  /** Apple refuses the device, which it also does for a wrong environment or bundle: it stays. */
  | ({ readonly kind: 'apnsRefused' } & Refusal)
  /** The message itself is wrong: a bug of ours. */
  | ({ readonly kind: 'messageRefused' } & Refusal)
  /** The token belongs to another Firebase project. */
  | ({ readonly kind: 'senderMismatch' } & Refusal)
  /** Wrong project id, disabled API, bad credentials: nobody's device is at fault. */
  | ({ readonly kind: 'projectBroken' } & Refusal)
  /** Apple or a web push service does not take the key of one app or build: FCM itself works. */
  | ({ readonly kind: 'platformBroken' } & Refusal)
  | ({ readonly kind: 'quotaExceeded'; readonly quota?: Quota } & Retriable)
  /** An outage, no answer, or no request made: `unasked`. */
  | ({ readonly kind: 'unavailable'; readonly unasked?: true } & Retriable);

/** The outcomes that may be another in a while: the push stays pending. */
export type Temporary = Extract<Outcome, { kind: (typeof TEMPORARY)[number] }>;

const TEMPORARY = ['projectBroken', 'platformBroken', 'quotaExceeded', 'unavailable'] as const;

export function isTemporary(outcome: { readonly kind: string }): outcome is Temporary {
  return TEMPORARY.some((kind) => kind === outcome.kind);
}

/**
 * FCM's answer as an outcome. A device is dead where FcmError says UNREGISTERED in a 404, since a bare
 * 404 is what a wrong project id gets, and where Apple says it of an iPhone, often in a 400.
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
          /** Of an FcmError. */
          errorCode: v.optional(v.string()),
          /** Of an ApnsError: what Apple's push service answered to FCM. */
          statusCode: v.optional(v.number(), 0),
          reason: v.optional(v.string(), ''),
          /** Of a BadRequest. */
          fieldViolations: v.optional(v.array(v.looseObject({ field: v.optional(v.string()) }))),
        }),
      ),
      [],
    ),
  }),
});

/** An error body, of which nothing else is told where it has another form. */
function parseError(body: string) {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    json = undefined;
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

/** Told in several places and in words that change: it is for people, and no reaction hangs on it. */
function quotaOf({ message, details }: FcmError): { quota?: Quota } {
  const said = message + JSON.stringify(details);
  const [quota] = Object.entries(QUOTAS).find(([, words]) => words.test(said)) ?? [];
  return quota ? { quota: quota as Quota } : {};
}

/** `Retry-After` in either of its forms, delta-seconds or HTTP-date, as milliseconds from now. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const value = header.trim();
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const at = value.endsWith('GMT') ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
