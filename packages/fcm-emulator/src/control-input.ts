import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as v from 'valibot';
import { isObject } from './json.ts';
import { ERROR_NAMES } from './named-errors.ts';
import { BadInput } from './refusals.ts';
import type { NewDevice } from './state/device.ts';

/** What a test may ask to wait; longer is a mistake in the unit. Milliseconds. */
const MAX_DELAY_MS = 600_000;
/** Every send looks through the whole list. */
const MAX_FAULTS = 1000;
const MAX_LABEL_LENGTH = 200;

// The message of each schema says what the value must be.
const matching = (pattern: RegExp, words: string) =>
  v.pipe(v.string(words), v.regex(pattern, words));
const number = (words: string, min: number, max = Number.MAX_SAFE_INTEGER) =>
  v.pipe(v.number(words), v.minValue(min, words), v.maxValue(max, words));
const whole = (words: string, min: number, max?: number) =>
  v.pipe(number(words, min, max), v.integer(words));
const label = v.pipe(
  v.string(`a text of 1 to ${MAX_LABEL_LENGTH} characters`),
  v.nonEmpty(`a text of 1 to ${MAX_LABEL_LENGTH} characters`),
  v.maxLength(MAX_LABEL_LENGTH, `a text of 1 to ${MAX_LABEL_LENGTH} characters`),
);

const DeviceInput = v.strictObject({
  kind: v.optional(v.picklist(['token', 'fid'], '"token" or "fid"'), 'token'),
  platform: v.exactOptional(label),
  label: v.exactOptional(label),
});

const APNS = '{"statusCode": 400 to 599, "reason": a text}, as Apple answers';
const HEADERS = 'an object of HTTP headers';
const RETRY_AFTER = 'seconds or an HTTP date';
const FaultInput = v.strictObject({
  error: v.exactOptional(v.picklist(ERROR_NAMES, `one of ${ERROR_NAMES.join(', ')}`)),
  /** What Apple's push service said, among the error's details; alone, INVALID_ARGUMENT. */
  apns: v.exactOptional(
    v.strictObject({ statusCode: whole(APNS, 400, 599), reason: matching(/./, APNS) }, APNS),
  ),
  /** The words, in place of the error's own. */
  message: v.exactOptional(v.string('a text')),
  /** The HTTP status, in place of the error's own. Alone, the answer is a proxy's page. */
  status: v.exactOptional(whole('an HTTP status from 200 to 599', 200, 599)),
  /** In place of the error's own: JSON, or a string sent as HTML. */
  body: v.exactOptional(v.unknown()),
  headers: v.exactOptional(
    v.pipe(
      v.record(v.string(), v.string(HEADERS), HEADERS),
      v.check((headers) => Object.entries(headers).every(isHeader), HEADERS),
    ),
  ),
  /** The Retry-After header: seconds, or an HTTP date. */
  retryAfter: v.exactOptional(
    v.union(
      [
        number(RETRY_AFTER, 0),
        v.pipe(
          v.string(),
          v.check((value) => isHeader(['retry-after', value])),
        ),
      ],
      RETRY_AFTER,
    ),
  ),
  /** Milliseconds from the request to the answer. */
  delayMs: v.exactOptional(number(`milliseconds from 0 to ${MAX_DELAY_MS}`, 0, MAX_DELAY_MS)),
  /** The connection dies unanswered: `before` the message is accepted, or `after`. */
  hangUp: v.exactOptional(
    v.pipe(
      v.union([v.literal(true), v.picklist(['before', 'after'])], 'true, "before" or "after"'),
      v.transform((when) => (when === true ? 'before' : when)),
    ),
  ),
  /** The registration token or installation ID that it is for; otherwise for all. */
  device: v.exactOptional(matching(/./s, 'a registration token or installation ID')),
  /** The next so many sends; otherwise until the faults are replaced. */
  count: v.exactOptional(whole('a whole number from 1', 1)),
  /** That share of the sends, 0 to 1, drawn from `seed`. */
  share: v.exactOptional(number('a number from 0 to 1', 0, 1)),
  seed: v.exactOptional(whole('a whole number', Number.MIN_SAFE_INTEGER)),
});

/** What happens to sends instead of FCM's usual answer. */
export type Fault = Readonly<v.InferOutput<typeof FaultInput>>;

/** What a fault can do; one that does none of it is a mistake. */
const EFFECTS = ['error', 'apns', 'status', 'delayMs', 'hangUp'] as const;

function isHeader([name, value]: readonly [string, string]): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

/** Throws BadInput. */
export const readNewDevice = (json: unknown = {}): NewDevice => read(DeviceInput, json, 'A device');

/** A list of faults, or `{faults: [...]}`. Throws BadInput. */
export function readFaults(json: unknown): readonly Fault[] {
  const list = isObject(json) ? json.faults : json;
  if (!Array.isArray(list)) {
    throw new BadInput('The body must be {"faults": [...]}, or the list alone.');
  }
  if (list.length > MAX_FAULTS) throw new BadInput(`At most ${MAX_FAULTS} faults are kept.`);
  return list.map((item: unknown, i) => {
    const fault = read(FaultInput, item, `Fault ${i}`);
    if (EFFECTS.some((effect) => effect in fault)) return fault;
    throw new BadInput(`Fault ${i} has no effect: it needs one of ${EFFECTS.join(', ')}.`);
  });
}

function read<Schema extends v.StrictObjectSchema<v.ObjectEntries, undefined>>(
  schema: Schema,
  json: unknown,
  subject: string,
): v.InferOutput<Schema> {
  if (!isObject(json)) throw new BadInput(`${subject} must be a JSON object.`);
  const { success, output, issues } = v.safeParse(schema, json);
  if (success) return output;
  const [{ path, message }] = issues;
  const key = String(path?.[0].key);
  if (!Object.hasOwn(schema.entries, key)) {
    const known = Object.keys(schema.entries).join(', ');
    throw new BadInput(`${subject} has no "${key}"; it may have ${known}.`);
  }
  throw new BadInput(`"${key}" of ${subject} must be ${message}.`);
}

/** The `limit` of a listing. Throws BadInput. */
export function readLimit(limit: string | undefined): number | undefined {
  if (limit === undefined) return undefined;
  if (!/^\d{1,9}$/.test(limit)) throw new BadInput('The limit must be a whole number.');
  return Number(limit);
}
