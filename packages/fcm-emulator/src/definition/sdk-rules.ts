/** An uncompressed point of P-256, which begins with a 4 (RFC 8291, section 2.1). Bytes. */
const P256DH_BYTES = 65;
const UNCOMPRESSED_POINT = 4;
/** RFC 8291, section 3.2. */
const AUTH_BYTES = 16;

const BASE64URL = /^[\w-]+={0,2}$/;
const bytesOf = (base64url: string): Buffer =>
  BASE64URL.test(base64url) ? Buffer.from(base64url, 'base64url') : Buffer.alloc(0);

export const requiredRule = (value: string): string | undefined =>
  value === '' ? 'The value must not be empty.' : undefined;

export const endpointRule = (endpoint: string): string | undefined =>
  URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)
    ? undefined
    : 'The endpoint must be an HTTP or HTTPS URL.';

export const p256dhRule = (key: string): string | undefined => {
  const bytes = bytesOf(key);
  return bytes.length === P256DH_BYTES && bytes[0] === UNCOMPRESSED_POINT
    ? undefined
    : 'The key must be a point of P-256 in base64url.';
};

export const authKeyRule = (key: string): string | undefined =>
  bytesOf(key).length === AUTH_BYTES
    ? undefined
    : `The secret must be ${AUTH_BYTES} bytes in base64url.`;
