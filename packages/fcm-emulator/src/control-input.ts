import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as v from 'valibot';
import { isObject } from './json.ts';
import { ERROR_NAMES } from './named-errors.ts';
import { BadInput } from './refusals.ts';
import type { NewDevice } from './state/device.ts';

/** Maximum delay in milliseconds. A longer one is probably a mistake in the unit. */
const MAX_DELAY_MS = 600_000;
/** Every send searches the whole list. */
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
  /** Apple's answer, in the details of the error. Without `error`, the error is INVALID_ARGUMENT. */
  apns: v.exactOptional(
    v.strictObject({ statusCode: whole(APNS, 400, 599), reason: matching(/./, APNS) }, APNS),
  ),
  /** Replaces the error's message. */
  message: v.exactOptional(v.string('a text')),
  /** Replaces the error's HTTP status. Without `error`, the answer is the page of a proxy. */
  status: v.exactOptional(whole('an HTTP status from 200 to 599', 200, 599)),
  /** Replaces the error's body: JSON, or a string that is sent as HTML. */
  body: v.exactOptional(v.unknown()),
  headers: v.exactOptional(
    v.pipe(
      v.record(v.string(), v.string(HEADERS), HEADERS),
      v.check((headers) => Object.entries(headers).every(isHeader), HEADERS),
    ),
  ),
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
  /** The connection closes without an answer, `before` or `after` the message is accepted. */
  hangUp: v.exactOptional(
    v.pipe(
      v.union([v.literal(true), v.picklist(['before', 'after'])], 'true, "before" or "after"'),
      v.transform((when) => (when === true ? 'before' : when)),
    ),
  ),
  /** Only sends to this registration token or installation ID. Default: all sends. */
  device: v.exactOptional(matching(/./s, 'a registration token or installation ID')),
  /** Only this number of sends. Default: until the faults are replaced. */
  count: v.exactOptional(whole('a whole number from 1', 1)),
  /** Only this share of the sends, 0 to 1, chosen at random from `seed`. */
  share: v.exactOptional(number('a number from 0 to 1', 0, 1)),
  seed: v.exactOptional(whole('a whole number', Number.MIN_SAFE_INTEGER)),
});

/** A change of FCM's usual answer. */
export type Fault = Readonly<v.InferOutput<typeof FaultInput>>;

/** Each fault must have one of these. */
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

/** @throws BadInput */
export const readNewDevice = (json: unknown = {}): NewDevice => read(DeviceInput, json, 'A device');

/** Parses a list of faults, or `{faults: [...]}`. @throws BadInput */
export function readFaults(json: unknown): readonly Fault[] {
  const list = isObject(json) ? json.faults : json;
  if (!Array.isArray(list)) {
    throw new BadInput('The body must be {"faults": [...]}, or only the list.');
  }
  if (list.length > MAX_FAULTS) throw new BadInput(`There can be at most ${MAX_FAULTS} faults.`);
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

/** Parses the `limit` of a list. @throws BadInput */
export function readLimit(limit: string | undefined): number | undefined {
  if (limit === undefined) return undefined;
  if (!/^\d{1,9}$/.test(limit)) throw new BadInput('The limit must be a whole number.');
  return Number(limit);
}
