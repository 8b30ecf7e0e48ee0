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

/** An uncompressed point of P-256, which begins with a 4 (RFC 8291, section 2.1). Bytes. */
const P256DH_BYTES = 65;
const UNCOMPRESSED_POINT = 4;
/** RFC 8291, section 3.2. */
const AUTH_BYTES = 16;

const bytesOf = (base64url: string): Buffer =>
  /^[\w-]+={0,2}$/.test(base64url) ? Buffer.from(base64url, 'base64url') : Buffer.alloc(0);

export const requiredRule = matches(/./s, 'The value must not be empty.');

export const endpointRule: Rule<string> = (endpoint) =>
  URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)
    ? undefined
    : 'The endpoint must be an HTTP or HTTPS URL.';

export const p256dhRule: Rule<string> = (key) => {
  const bytes = bytesOf(key);
  return bytes.length === P256DH_BYTES && bytes[0] === UNCOMPRESSED_POINT
    ? undefined
    : 'The key must be a point of P-256 in base64url.';
};

export const authKeyRule: Rule<string> = (key) =>
  bytesOf(key).length === AUTH_BYTES
    ? undefined
    : `The secret must be ${AUTH_BYTES} bytes in base64url.`;
