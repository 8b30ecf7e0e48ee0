import type { Payload } from '../fcm/message.ts';

/** FCM refuses larger messages: "The maximum is 4K (4096 bytes)". */
const MESSAGE_BYTES = 4096;

/**
 * Kept free for `token` or `fid`, so that one payload serves every device. Registration tokens
 * take about 160 bytes. A message to a longer target than this can pass 4096 bytes as JSON.
 */
const TARGET_BYTES = 512;

const ENVELOPE_BYTES = '{"message":,"token":""}'.length;

/**
 * Of a value in a title: holds any name of 100 characters, which is what the rules allow, at 4
 * bytes each.
 */
export const NAME_BYTES = 400;

/** A longer address of a picture would leave too little for the text. */
export const MAX_IMAGE_BYTES = 500;

/** So much text, about 30 Korean letters, is worth more than a link and a picture. */
export const LEAST_BODY_BYTES = 100;

const ELLIPSIS = '…';

/** Bytes that the string takes inside a JSON document, without its quotes. */
export function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

/** Bytes that are still free beside the payload and its target. May be negative. */
export function freeBytes(payload: Payload): number {
  const used = Buffer.byteLength(JSON.stringify(payload));
  return MESSAGE_BYTES - ENVELOPE_BYTES - TARGET_BYTES - used;
}

/**
 * The text if it takes at most `maxBytes` in JSON, else its longest prefix of whole graphemes
 * that does together with the `…` after it. Reads no more of the text than `maxBytes` characters.
 */
export function cutToBytes(text: string, maxBytes: number): string {
  if (text.length <= maxBytes && jsonBytes(text) <= maxBytes) return text;
  // Each UTF-16 unit takes a byte or more, so a grapheme that this slice breaks would not fit.
  const start = text.slice(0, maxBytes);
  let free = maxBytes - jsonBytes(ELLIPSIS);
  for (const { segment, index } of new Intl.Segmenter().segment(start)) {
    free -= jsonBytes(segment);
    if (free < 0) return start.slice(0, index) + ELLIPSIS;
  }
  return ELLIPSIS;
}
