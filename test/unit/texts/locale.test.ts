import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LANGUAGES } from '../../../functions/src/texts/languages/catalogues.ts';
import { negotiateLanguage, textFor } from '../../../functions/src/texts/locale.ts';

const anyLanguage = fc.constantFrom(...LANGUAGES);
const REGIONS = ['', '-KR', '-AT', '-419', '_US', '-Latn-DE', '-u-nu-latn', '-x-y'];
const withoutTexts = fc.constantFrom('tlh-Latn-US', 'vo', 'eu-ES', 'kok', 'und', 'mul');
const bad = fc.oneof(
  fc.constantFrom(undefined, '', '*', 'x', 'i', '-', 'ko-', 'korean!', 'ko KR', '한국어'),
  fc.string().filter((tag) => !/^[a-z]{2,3}(?:$|[-_])/iu.test(tag)),
);

describe('The negotiated language', () => {
  it('is that of the first locale with texts, in any region', () => {
    const useless = fc.oneof(withoutTexts, bad);
    fc.assert(
      fc.property(
        ...[fc.array(useless, { maxLength: 3 }), anyLanguage, fc.constantFrom(...REGIONS)],
        fc.array(anyLanguage),
        (before, language, region, later) => {
          const locales = [...before, `${language}${region}`, ...later];
          assert.equal(negotiateLanguage(...locales), language);
        },
      ),
    );
  });

  it('is English if no locale has texts', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(withoutTexts, bad)), (locales) => {
        assert.equal(negotiateLanguage(...locales), 'en');
      }),
    );
  });

  it('always has texts', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (locales) => {
        assert.ok(LANGUAGES.includes(negotiateLanguage(...locales)));
      }),
    );
  });
});

describe('A text in several languages', () => {
  it('is that of the first locale, else the English one, else the first one, else empty', () => {
    const [ko, en, de] = ['안녕', 'Hello', 'Hallo'];
    assert.equal(textFor({ ko_KR: ko, en }, undefined, 'fr', 'ko-KR'), ko);
    assert.equal(textFor({ de, en }, 'fr'), en);
    assert.equal(textFor({ de, ko }, 'fr'), de);
    assert.equal(textFor({}, 'fr'), '');
    assert.equal(textFor('Salut', 'en'), 'Salut');
  });
});
