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
  /** The most telling code there is: FcmError's, else the RPC status, else the HTTP status. */
  readonly code: string;
  /** All of it in one line, for the log. Holds no token. */
  readonly detail: string;
}

/** Everything that FCM can have said to one message. Closed: each kind has one reaction. */
export type Outcome =
  | { readonly kind: 'delivered' }
  /** The app was uninstalled, or the token has expired: the device can go. */
  | ({ readonly kind: 'unregistered' } & Refusal)
  /** FCM blames the token, which it also does when the payload or an APNs key is bad. */
  | ({ readonly kind: 'tokenRefused' } & Refusal)
  /** The message itself is wrong: a bug of ours. */
  | ({ readonly kind: 'messageRefused' } & Refusal)
  /** The token belongs to another Firebase project. */
  | ({ readonly kind: 'senderMismatch' } & Refusal)
  /** Wrong project id, disabled API, bad credentials or APNs key: nobody's device is at fault. */
  | ({ readonly kind: 'projectBroken' } & Refusal)
  | ({ readonly kind: 'quotaExceeded'; readonly retryAfterMs?: number } & Refusal)
  | ({
      readonly kind: 'unavailable';
      readonly retryAfterMs?: number;
      /** No request was made. */
      readonly unasked?: true;
    } & Refusal);

/** The outcomes that may be another in a while: the push stays pending. */
export type Temporary = Extract<
  Outcome,
  { kind: 'projectBroken' | 'quotaExceeded' | 'unavailable' }
>;

export function isTemporary(outcome: { readonly kind: string }): outcome is Temporary {
  return (
    outcome.kind === 'projectBroken' ||
    outcome.kind === 'quotaExceeded' ||
    outcome.kind === 'unavailable'
  );
}

const ErrorBody = v.object({
  error: v.object({
    message: v.optional(v.string(), ''),
    status: v.optional(v.string(), ''),
    details: v.optional(
      v.array(
        v.looseObject({
          errorCode: v.optional(v.string()),
          fieldViolations: v.optional(v.array(v.looseObject({ field: v.optional(v.string()) }))),
        }),
      ),
      [],
    ),
  }),
});

const TARGET_FIELDS = new Set(['message.token', 'message.fid']);
const TARGET_IS_INVALID = /(registration token|installation id)\b.*\bnot (a )?valid/i;

/**
 * FCM's answer as an outcome. Only a 404 that carries FcmError UNREGISTERED is a dead device; a bare
 * 404 is what a wrong project id gets.
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
  const codes = new Set(error.details.flatMap((each) => each.errorCode ?? []));
  const [code = error.status || `HTTP_${status}`] = codes;
  const detail = [status, ...codes, error.status, error.message].filter(Boolean).join(' ');
  const refusal = { code, detail };
  const retryAfterMs = parseRetryAfter(answer.retryAfter, now);
  const temporary = { ...refusal, ...(retryAfterMs !== undefined && { retryAfterMs }) };

  if (status === 429) return { kind: 'quotaExceeded', ...temporary };
  if (status === 404 && codes.has('UNREGISTERED')) return { kind: 'unregistered', ...refusal };
  if (status === 403 && codes.has('SENDER_ID_MISMATCH')) {
    return { kind: 'senderMismatch', ...refusal };
  }
  if (status === 401 || status === 403 || status === 404) {
    return { kind: 'projectBroken', ...refusal };
  }
  if (status === 400 && blamesTarget(error, codes)) return { kind: 'tokenRefused', ...refusal };
  if (status >= 400 && status < 500 && status !== 408) {
    return { kind: 'messageRefused', ...refusal };
  }
  return { kind: 'unavailable', ...temporary };
}

type FcmError = v.InferOutput<typeof ErrorBody>['error'];

function blamesTarget(error: FcmError, codes: ReadonlySet<string>): boolean {
  const fields = error.details.flatMap((each) => each.fieldViolations ?? []);
  if (fields.some((each) => each.field !== undefined && TARGET_FIELDS.has(each.field))) return true;
  const invalid = codes.has('INVALID_ARGUMENT') || error.status === 'INVALID_ARGUMENT';
  return invalid && TARGET_IS_INVALID.test(error.message);
}

function parseError(body: string): FcmError {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    json = undefined;
  }
  const parsed = v.safeParse(ErrorBody, json);
  return parsed.success ? parsed.output.error : { message: '', status: '', details: [] };
}

/** `Retry-After` in either of its forms, delta-seconds or HTTP-date, as milliseconds from now. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const value = header.trim();
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const at = value.endsWith('GMT') ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
