import type { Payload } from '../fcm/message.ts';

/** FCM refuses larger messages: "The maximum is 4K (4096 bytes)". */
const MESSAGE_BYTES = 4096;

/**
 * Reserved for `token` or `fid`, so that one payload serves every device. Registration tokens have
 * about 160 bytes. With a target longer than this, a message may exceed 4096 bytes.
 */
const TARGET_BYTES = 512;

const ENVELOPE_BYTES = '{"message":,"token":""}'.length;

/** Maximum size of a value in a title: 100 characters, as the rules allow, of 4 bytes each. */
export const NAME_BYTES = 400;

/** A text of this size, about 30 Korean letters, is more useful than a link and a picture. */
export const MIN_BODY_BYTES = 100;

const ELLIPSIS = '…';

/** Returns the size of the string in a JSON document, in bytes without its quotes. */
export function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

/** Returns how many bytes are free beside the payload and its target. Can be negative. */
export function freeBytes(payload: Payload): number {
  const used = Buffer.byteLength(JSON.stringify(payload));
  return MESSAGE_BYTES - ENVELOPE_BYTES - TARGET_BYTES - used;
}

/**
 * Returns the text if it has at most `maxBytes` in JSON. Otherwise returns its longest prefix of
 * whole graphemes that fits with `…` after it.
 *
 * @example
 * cutToBytes('Good morning', 8); // 'Good …'
 */
export function cutToBytes(text: string, maxBytes: number): string {
  if (jsonBytes(text) <= maxBytes) return text;
  let free = maxBytes - jsonBytes(ELLIPSIS);
  for (const { segment, index } of new Intl.Segmenter().segment(text)) {
    free -= jsonBytes(segment);
    if (free < 0) return text.slice(0, index) + ELLIPSIS;
  }
  return ELLIPSIS;
}
