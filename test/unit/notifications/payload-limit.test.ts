import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Reason } from '../../../functions/src/notifications/audience.ts';
import { parseComment } from '../../../functions/src/notifications/comment.ts';
import { LANGUAGES } from '../../../functions/src/notifications/languages/catalogues.ts';
import { composePayload } from '../../../functions/src/notifications/payload.ts';
import { cutToBytes, IDS_BYTES } from '../../../functions/src/notifications/payload-limit.ts';
import { anyText } from './any-text.ts';

const LIMIT = 4096;
const LONGEST_TOKEN = 'T'.repeat(512);
const LONGEST_TTL_SECONDS = 2_419_200;
const ELLIPSIS = '…';

const anyId = fc.oneof(
  fc.stringMatching(/^[0-9A-Za-z"가]{1,60}$/u),
  fc.constant('i'.repeat(IDS_BYTES / 4)),
);
const anyComment = fc.record({
  postId: anyId,
  commentId: anyId,
  authorId: anyId,
  authorName: anyText,
  text: anyText.filter((text) => text !== ''),
});
const anyReason = fc.constantFrom<Reason>('reply', 'mention', 'comment', 'follow');
const anyManner = fc.record({ silent: fc.boolean(), badge: fc.integer({ min: 0, max: 99_999 }) });
const lifetime = { ttlSeconds: LONGEST_TTL_SECONDS, now: Date.UTC(2026, 0) };

describe('the payload limit', () => {
  it('holds for any text and any name, which are cut fairly and not in vain', () => {
    fc.assert(
      fc.property(
        ...[anyComment, anyReason, fc.constantFrom(...LANGUAGES), anyManner],
        ({ postId, commentId, ...document }, reason, language, manner) => {
          const parsed = parseComment({ postId, commentId }, document);
          assert.ok('ok' in parsed);
          const payload = composePayload(parsed.ok, reason, language, manner, lifetime);
          const { title = '', body = '' } = payload.data ?? {};
          assert.deepEqual(payload.notification, { title, body });
          const size = jsonBytes({ message: { ...payload, token: LONGEST_TOKEN } });
          assert.ok(size <= LIMIT, `${size} bytes`);
          assertFairCut(body, parsed.ok.text);
          if (body !== parsed.ok.text) {
            const next = firstGrapheme(parsed.ok.text.slice(body.length - ELLIPSIS.length));
            assert.ok(size + 2 * (jsonBytes(next) - 2) > LIMIT, 'one more grapheme would fit');
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('cuts any text to any number of bytes', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 3, max: 200 }), (text, maxBytes) => {
        const shown = cutToBytes(text, maxBytes);
        assert.ok(jsonBytes(shown) - 2 <= maxBytes);
        assertFairCut(shown, text);
      }),
    );
  });

  // Segmenting or measuring all of it each time would run into the test's time-out.
  it('cuts a text of 1 MiB as fast as its beginning', () => {
    const text = 'word '.repeat(200_000);
    for (let times = 0; times < 500; times++) assert.equal(cutToBytes(text, 13), 'word word …');
  });
});

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function firstGrapheme(text: string): string {
  const [first] = new Intl.Segmenter('en').segment(text);
  return first?.segment ?? '';
}

function assertFairCut(shown: string, whole: string): void {
  if (shown === whole) return;
  assert.ok(shown.endsWith(ELLIPSIS), 'a cut text ends in …');
  const prefix = shown.slice(0, -ELLIPSIS.length);
  assert.ok(whole.startsWith(prefix), 'a cut text is a prefix');
  const next = new Intl.Segmenter('en').segment(whole).containing(prefix.length);
  assert.equal(next?.index, prefix.length, 'a cut text ends where a grapheme does');
}
