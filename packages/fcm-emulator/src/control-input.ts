import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isObject } from './json.ts';
import { type ApnsError, isRefusalName, REFUSAL_NAMES, type RefusalName } from './refusals.ts';
import type { NewDevice, Phone } from './state/device.ts';
import type { Fault } from './state/fault-book.ts';

/** What a test may ask to wait; longer is a mistake in the unit. Milliseconds. */
const MAX_DELAY_MS = 600_000;
/** One list is looked through for every send that no device's own fault takes. */
const MAX_FAULTS = 1000;
const MAX_LABEL_LENGTH = 200;

/** The message is the sentence that the caller reads. */
export class BadInput extends Error {}

interface Check<T> {
  /** What the value must be. */
  readonly words: string;
  readonly holds: (value: unknown) => value is T;
}

type ChecksOf<T> = { readonly [K in keyof Required<T>]: Check<Required<T>[K]> };

type DeviceInput = Partial<NewDevice>;
type FaultInput = Omit<Fault, 'hangUp'> & { readonly hangUp?: true | 'before' | 'after' };

const text: Check<string> = {
  words: `a text of 1 to ${MAX_LABEL_LENGTH} characters`,
  holds: (value): value is string =>
    typeof value === 'string' && value.length >= 1 && value.length <= MAX_LABEL_LENGTH,
};

const number = (words: string, min: number, max = Number.MAX_SAFE_INTEGER): Check<number> => ({
  words,
  holds: (value): value is number => typeof value === 'number' && value >= min && value <= max,
});

const whole = (words: string, min: number, max = Number.MAX_SAFE_INTEGER): Check<number> => ({
  words,
  holds: (value): value is number =>
    Number.isInteger(value) && number(words, min, max).holds(value),
});

const DEVICE_CHECKS: ChecksOf<DeviceInput> = {
  kind: {
    words: '"token" or "fid"',
    holds: (value) => value === 'token' || value === 'fid',
  },
  platform: text,
  label: text,
};

const FAULT_CHECKS: ChecksOf<FaultInput> = {
  error: {
    words: `one of ${REFUSAL_NAMES.join(', ')}`,
    holds: (value): value is RefusalName => isRefusalName(value),
  },
  apns: {
    words: '{"statusCode": 400 to 599, "reason": a text}, as Apple answers',
    holds: (value): value is ApnsError =>
      isObject(value) &&
      Object.keys(value).every((key) => key === 'statusCode' || key === 'reason') &&
      whole('', 400, 599).holds(value.statusCode) &&
      text.holds(value.reason),
  },
  message: { words: 'a text', holds: (value): value is string => typeof value === 'string' },
  status: whole('an HTTP status from 200 to 599', 200, 599),
  body: { words: 'any JSON', holds: (value): value is unknown => value !== undefined },
  headers: {
    words: 'an object of HTTP headers',
    holds: (value): value is Record<string, string> =>
      isObject(value) && Object.entries(value).every(isHeader),
  },
  retryAfter: {
    words: 'seconds or an HTTP date',
    holds: (value): value is string | number =>
      typeof value === 'number' ? value >= 0 : isHeader(['retry-after', value]),
  },
  delayMs: number(`milliseconds from 0 to ${MAX_DELAY_MS}`, 0, MAX_DELAY_MS),
  hangUp: {
    words: 'true, "before" or "after"',
    holds: (value) => value === true || value === 'before' || value === 'after',
  },
  device: {
    words: 'a registration token or installation ID',
    holds: (value): value is string => typeof value === 'string' && value !== '',
  },
  count: whole('a whole number from 1', 1),
  share: number('a number from 0 to 1', 0, 1),
  seed: whole('a whole number', Number.MIN_SAFE_INTEGER),
};

function isHeader([name, value]: readonly [string, unknown]): boolean {
  if (typeof value !== 'string') return false;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

/** What a fault can do; one that does none of it is a mistake. */
const EFFECTS = ['error', 'apns', 'status', 'delayMs', 'hangUp'] as const satisfies (keyof Fault)[];

/** Throws BadInput. */
export function readNewDevice(json: unknown = {}): NewDevice {
  check<DeviceInput>(json, DEVICE_CHECKS, 'A device');
  return { ...json, kind: json.kind ?? 'token' };
}

const PHONE_CHECKS: {
  readonly [K in Phone['kind']]: ChecksOf<Extract<Phone, { kind: K }>>;
} = {
  'ios-simulator': {
    kind: { words: '"ios-simulator"', holds: (value) => value === 'ios-simulator' },
    simulator: word('a simulator of "xcrun simctl list", or "booted"', /^\w[\w .()-]*$/),
    app: word('a bundle identifier', /^\w[\w.-]*$/),
  },
  android: {
    kind: { words: '"android"', holds: (value) => value === 'android' },
    serial: word('a serial of "adb devices"', /^\w[\w.:-]*$/),
    app: word('a package name', /^\w[\w.]*$/),
  },
};

/** A word of a command: what begins with a dash would be an option of the program. */
function word(words: string, pattern: RegExp): Check<string> {
  return {
    words,
    holds: (value): value is string => typeof value === 'string' && pattern.test(value),
  };
}

/** Where a device's messages are taken to; null is nowhere. Throws BadInput. */
export function readPhone(json: unknown): Phone | null {
  if (json === null) return null;
  const kind = isObject(json) ? json.kind : undefined;
  if (kind !== 'ios-simulator' && kind !== 'android') {
    throw new BadInput('"kind" of a phone must be "ios-simulator" or "android".');
  }
  check<Phone>(json, PHONE_CHECKS[kind], 'A phone');
  const missing = Object.keys(PHONE_CHECKS[kind]).find((key) => !(key in json));
  if (missing !== undefined) throw new BadInput(`A phone of this kind needs "${missing}".`);
  return json;
}

/** A list of faults, or `{faults: [...]}`. Throws BadInput. */
export function readFaults(json: unknown): readonly Fault[] {
  const list = isObject(json) ? json.faults : json;
  if (!Array.isArray(list)) {
    throw new BadInput('The body must be {"faults": [...]}, or the list alone.');
  }
  if (list.length > MAX_FAULTS) throw new BadInput(`At most ${MAX_FAULTS} faults are kept.`);
  return list.map((item: unknown, i) => readFault(item, `Fault ${i}`));
}

function readFault(json: unknown, subject: string): Fault {
  check<FaultInput>(json, FAULT_CHECKS, subject);
  if (!EFFECTS.some((effect) => effect in json)) {
    throw new BadInput(`${subject} has no effect: it needs one of ${EFFECTS.join(', ')}.`);
  }
  const { hangUp, ...rest } = json;
  return hangUp === undefined ? rest : { ...rest, hangUp: hangUp === true ? 'before' : hangUp };
}

function check<T extends object>(
  json: unknown,
  checks: ChecksOf<T>,
  subject: string,
): asserts json is T {
  if (!isObject(json)) throw new BadInput(`${subject} must be a JSON object.`);
  const byKey = new Map<string, Check<unknown>>(Object.entries(checks));
  for (const [key, value] of Object.entries(json)) {
    const found = byKey.get(key);
    if (found === undefined) {
      throw new BadInput(
        `${subject} has no "${key}"; it may have ${[...byKey.keys()].join(', ')}.`,
      );
    }
    if (!found.holds(value)) throw new BadInput(`"${key}" of ${subject} must be ${found.words}.`);
  }
}

/** The `limit` of a listing. Throws BadInput. */
export function readLimit(limit: string | undefined): number | undefined {
  if (limit === undefined) return undefined;
  if (!/^\d{1,9}$/.test(limit)) throw new BadInput('The limit must be a whole number.');
  return Number(limit);
}
