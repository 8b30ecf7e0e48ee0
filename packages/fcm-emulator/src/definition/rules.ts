/** Returns what is wrong with a value of the right type, or undefined. */
export type Rule<T> = (value: T) => string | undefined;

/** Returns what is wrong with an entry of a map, and what FCM adds to the map's path to name it. */
export type EntryRule = (
  key: string,
  value: string,
  index: number,
) => { readonly at: string; readonly description: string } | undefined;

/** FCM keeps a message for four weeks at most, in seconds. */
const MAX_TTL_SECONDS = 2_419_200;
const RESERVED_KEY = /^(from|message_type|gcm)$|^(google|gcm)\./;

const matches =
  (pattern: RegExp, problem: string): Rule<string> =>
  (value) =>
    pattern.test(value) ? undefined : problem;

export const ttlRule: Rule<number> = (seconds) =>
  seconds >= 0 && seconds <= MAX_TTL_SECONDS
    ? undefined
    : `The ttl must be between 0 and ${MAX_TTL_SECONDS} seconds.`;

export const topicRule = matches(/^[a-zA-Z0-9\-_.~%]+$/, 'Topic name contains invalid characters.');
export const analyticsLabelRule = matches(
  /^[a-zA-Z0-9\-_.~%]{1,50}$/,
  'The analytics label must match ^[a-zA-Z0-9-_.~%]{1,50}$.',
);
export const colorRule = matches(/^#[0-9a-fA-F]{6}$/, 'The color must be in #rrggbb format.');
export const httpsRule = matches(/^https:\/\//i, 'The link must be an HTTPS URL.');

export const fractionRule: Rule<number> = (value) =>
  value >= 0 && value <= 1 ? undefined : 'The value must be in the interval [0, 1].';

export const dataKeyRule: EntryRule = (key, _value, index) =>
  RESERVED_KEY.test(key)
    ? { at: `[${index}].key`, description: `Invalid data payload key: ${key}` }
    : undefined;

export const webpushHeaderRule: EntryRule = (name, value) =>
  name.toLowerCase() === 'ttl' && !/^\d+$/.test(value)
    ? { at: `.${name}`, description: 'TTL must be a non-negative integer.' }
    : undefined;
