import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cleanLine, cleanText, isBlank } from '../../../functions/src/events/clean-text.ts';
import { anyText } from '../message/any-text.ts';

const CONTROL = /\p{Cc}/u;
const CONTROL_IN_A_LINE = /[\p{Cc}--[\t\n\v\f\r\u0085]]/v;
const OVERRIDE = /[\u202a-\u202e\u2066-\u2069]/u;

describe('A clean text', () => {
  it('has no control characters, overrides or lone surrogates, and cleaning it again changes nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const clean = cleanText(text);
        assert.ok(!OVERRIDE.test(clean) && !CONTROL_IN_A_LINE.test(clean) && clean.isWellFormed());
        assert.equal(cleanText(clean), clean);
      }),
    );
  });

  it('is one line if it is a name or a title', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = cleanLine(text);
        assert.ok(!OVERRIDE.test(line) && !CONTROL.test(line) && line.isWellFormed());
        assert.equal(cleanLine(line), line);
      }),
    );
    assert.equal(cleanLine('Mina \r\n\t Kim'), 'Mina Kim');
  });

  it('is the same text if that was clean', () => {
    const clean = fc
      .string({ unit: 'grapheme-composite' })
      .filter((text) => !CONTROL_IN_A_LINE.test(text) && !OVERRIDE.test(text));
    fc.assert(fc.property(clean, (text) => assert.equal(cleanText(text), text)));
    assert.equal(cleanText('one\n\n  two\tthree\r\n'), 'one\n\n  two\tthree\r\n');
  });

  it('is blank if nothing can be seen', () => {
    for (const blank of ['', ' ', '\u200b\u2060', '\u3164', '\ufe0f', '\u00ad']) {
      assert.equal(isBlank(blank), true, JSON.stringify(blank));
    }
    for (const visible of ['.', '가', '🦊', 'a\u200d', '\u{1fae9}']) {
      assert.equal(isBlank(visible), false, visible);
    }
  });
});
