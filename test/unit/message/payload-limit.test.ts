import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseUser } from '../../../functions/src/audience/user.ts';
import { DATA_BYTES } from '../../../functions/src/events/app-event.ts';
import { composePushes } from '../../../functions/src/message/compose-pushes.ts';
import { cutToBytes } from '../../../functions/src/message/payload-limit.ts';
import { LANGUAGES } from '../../../functions/src/texts/languages/catalogues.ts';
import { textFor } from '../../../functions/src/texts/locale.ts';
import { commentEvent } from '../events/read-events.ts';
import { anyText } from './any-text.ts';

const LIMIT = 4096;
const LONGEST_TOKEN = 'T'.repeat(512);
const LONGEST_TTL_SECONDS = 2_419_200;
const ELLIPSIS = '…';

/** Maximum size of the four IDs of a comment together, in bytes. */
const IDS_BYTES = DATA_BYTES - Buffer.byteLength('["","",{"postId":"","commentId":""}]');
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
const anyReason = fc.constantFrom('reply', 'mention', 'comment', 'follow');
const anyInbox = fc.record({
  silent: fc.boolean(),
  badge: fc.integer({ min: 0, max: 99_999 }),
  held: fc.constant(false),
  isRead: fc.constant(false),
});
const anyExtras = fc.record(
  {
    image: fc.integer({ min: 1, max: 3_000 }).map((length) => `https://${'i'.repeat(length)}`),
    webOrigin: fc.constantFrom('', 'https://comments.example.com'),
  },
  { requiredKeys: ['webOrigin'] },
);
const lifetime = { ttlSeconds: LONGEST_TTL_SECONDS, now: Date.UTC(2026, 0) };

describe('the payload limit', () => {
  it('is respected for any text, name, link and picture, and no text is cut more than needed', async () => {
    await fc.assert(
      fc.asyncProperty(
        ...[anyComment, anyReason, fc.constantFrom(...LANGUAGES), anyInbox, anyExtras],
        async ({ postId, commentId, ...document }, reason, locale, inbox, { image, webOrigin }) => {
          const { notification, ...rest } = await commentEvent(document, {
            postId,
            commentId,
          });
          const pushTokens = { phone: { token: LONGEST_TOKEN, platform: 'ios', locale } };
          const [push = assert.fail()] = composePushes(
            { ...rest, notification: { ...notification, image } },
            [{ user: parseUser('mina', { pushTokens }), reason }],
            new Map([['mina', inbox]]),
            lifetime,
            webOrigin,
          );
          const { payload, target } = push;
          const text = textFor(notification.body, locale);
          const { title = '', body = '' } = payload.data ?? {};
          assert.equal(payload.notification?.title, title);
          assert.equal(payload.notification?.body, body);
          const size = jsonBytes({ message: { ...payload, ...target } });
          assert.ok(size <= LIMIT, `${size} bytes`);
          assertFairCut(body, text);
          if (body !== text) {
            const next = firstGrapheme(text.slice(body.length - ELLIPSIS.length));
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

  // Segmenting the whole text each time would exceed the test's timeout.
  it('segments only the beginning of a text of 1 MiB', () => {
    const text = 'word '.repeat(200_000);
    for (let times = 0; times < 50; times++) assert.equal(cutToBytes(text, 13), 'word word …');
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
