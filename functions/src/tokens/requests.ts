import * as v from 'valibot';
import { sameTarget, type Target, targetId } from '../fcm/message.ts';
import { type Device, targetOf } from './device.ts';
import type { NewDevice } from './ownership.ts';

/** Maximum size of a body in bytes. No valid request is larger, even with escaped JSON. */
export const MAX_BODY_BYTES = 32 * 1024;
/** Maximum size of a registration token or installation ID in bytes. FCM documents no limit. */
const MAX_TARGET_BYTES = 4096;
/** Maximum length of any other field, in characters. */
const MAX_LENGTH = 64;
const MAX_VIOLATIONS = 10;

/** One error in a request. The `details` of `invalid-argument` are a list of these. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

export type Parsed<T> = { readonly value: T } | { readonly violations: readonly FieldViolation[] };

const NO_OBJECT = `must be an object, in a body of at most ${MAX_BODY_BYTES / 1024} KB`;
const text = v.pipe(
  v.string('must be a string'),
  v.nonEmpty('must not be empty'),
  v.check((value) => value.isWellFormed(), 'must be well-formed Unicode'),
);
const short = v.pipe(text, v.check(isShort, `must have at most ${MAX_LENGTH} characters`));
const target = v.pipe(
  text,
  v.maxBytes(MAX_TARGET_BYTES, `must have at most ${MAX_TARGET_BYTES} bytes`),
  // A token that was copied with a line break would never reach a device.
  v.regex(/^[^\s\p{Cc}\p{Cf}]*$/u, 'must have no white space or control characters'),
);
const deviceId = v.pipe(
  text,
  v.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 of A-Z, a-z, 0-9, _ and -'),
  v.regex(/^(?!__.*__$)/, 'must not begin and end with __, which Firestore reserves'),
);

const SaveRequest = v.object({
  token: v.exactOptional(target),
  fid: v.exactOptional(target),
  platform: v.picklist(['android', 'ios', 'web'], 'must be "android", "ios" or "web"'),
  deviceId: v.exactOptional(deviceId),
  locale: v.exactOptional(v.pipe(short, v.check(isLocale, 'must be a BCP 47 tag that Intl knows'))),
  timeZone: v.exactOptional(v.pipe(short, v.check(isTimeZone, 'must be an IANA time zone name'))),
  appVersion: v.exactOptional(short),
});
const RemoveRequest = v.pick(SaveRequest, ['token', 'fid', 'deviceId']);

/** Parses the input of `savePushToken` into the device to save. The default ID is its target's. */
export function parseSaveRequest(data: unknown): Parsed<NewDevice> {
  const parsed = parse(SaveRequest, data, ['token', 'fid']);
  if ('violations' in parsed) return parsed;
  const { token, fid, ...rest } = parsed.value;
  // `parse` has checked that exactly one of them is set.
  const target = targetOf({ token, fid }) as Target;
  return { value: { deviceId: targetId(target), ...rest, target } };
}

/** Parses the input of `removePushToken` into a function that matches the devices to remove. */
export function parseRemoveRequest(data: unknown): Parsed<(device: Device) => boolean> {
  const parsed = parse(RemoveRequest, data, ['token', 'fid', 'deviceId']);
  if ('violations' in parsed) return parsed;
  const { deviceId, ...rest } = parsed.value;
  const target = targetOf(rest);
  return {
    value: (device) => (target ? sameTarget(device.target, target) : device.deviceId === deviceId),
  };
}

/** Parses the input of `sendTestPush`, which has none: null, as client SDKs send it, or `{}`. */
export function parseNoInput(data: unknown): Parsed<undefined> {
  const parsed = parse(v.object({}), data ?? {}, []);
  return 'violations' in parsed ? parsed : { value: undefined };
}

/** Checks own properties against a schema. Exactly one of the fields in `oneOf` must be set. */
function parse<Schema extends v.ObjectSchema<v.ObjectEntries, undefined>>(
  schema: Schema,
  data: unknown,
  oneOf: readonly string[],
): Parsed<v.InferOutput<Schema>> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return { violations: [{ field: 'data', description: NO_OBJECT }] };
  }
  // `__proto__` in the JSON becomes the prototype of what the SDK decoded. It is not copied.
  const own = Object.fromEntries(
    Object.keys(schema.entries)
      .filter((field) => Object.hasOwn(data, field))
      .map((field) => [field, Reflect.get(data, field)]),
  );
  const result = v.safeParse(schema, own, { abortPipeEarly: true });
  const violations: FieldViolation[] = (result.issues ?? []).map((issue) => ({
    field: String(v.getDotPath(issue)),
    description: issue.received === 'undefined' ? 'is required' : issue.message,
  }));
  if (oneOf.filter((field) => Object.hasOwn(own, field)).length !== 1) {
    const description = `exactly one of ${oneOf.join(', ')} is required`;
    violations.push(...oneOf.map((field) => ({ field, description })));
  }
  const unknown = Object.keys(data).filter((field) => !Object.hasOwn(schema.entries, field));
  for (const field of unknown) {
    violations.push({ field: field.slice(0, MAX_LENGTH), description: 'is not a known field' });
  }
  return result.success && violations.length === 0
    ? { value: result.output }
    : { violations: violations.slice(0, MAX_VIOLATIONS) };
}

function isShort(value: string): boolean {
  return [...value].length <= MAX_LENGTH;
}

/** Intl throws for a malformed locale and for an unknown time zone. */
function isKnown(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

function isLocale(tag: string): boolean {
  return isKnown(() => Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0);
}

/** An offset such as `+09:00` is no name of a time zone. */
function isTimeZone(name: string): boolean {
  const isOffset = !/[A-Za-z]/.test(name);
  return !isOffset && isKnown(() => Boolean(Intl.DateTimeFormat('en', { timeZone: name })));
}
