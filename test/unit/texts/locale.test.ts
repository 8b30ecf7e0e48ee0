import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LANGUAGES } from '../../../functions/src/texts/languages/catalogues.ts';
import { negotiateLanguage } from '../../../functions/src/texts/locale.ts';

const anyLanguage = fc.constantFrom(...LANGUAGES);
const anyRegion = fc.constantFrom(
  '',
  '-KR',
  '-AT',
  '-419',
  '_US',
  '-Latn-DE',
  '-u-nu-latn',
  '-x-y',
);
const withoutTexts = fc.constantFrom('tlh-Latn-US', 'vo', 'eu-ES', 'kok', 'und', 'mul');
const bad = fc.oneof(
  fc.constantFrom(undefined, '', '*', 'x', 'i', '-', 'ko-', 'korean!', 'ko KR', '한국어'),
  fc.string().filter((tag) => !/^[a-z]{2,3}(?:$|[-_])/iu.test(tag)),
);

describe('the negotiated language', () => {
  it('is that of the first locale there are texts for, whatever its region', () => {
    const useless = fc.oneof(withoutTexts, bad);
    fc.assert(
      fc.property(
        ...[fc.array(useless, { maxLength: 3 }), anyLanguage, anyRegion, fc.array(anyLanguage)],
        (before, language, region, later) => {
          const locales = [...before, `${language}${region}`, ...later];
          assert.equal(negotiateLanguage(...locales), language);
        },
      ),
    );
  });

  it('is English where there are texts for none', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(withoutTexts, bad)), (locales) => {
        assert.equal(negotiateLanguage(...locales), 'en');
      }),
    );
  });

  it('is one there are texts for, whatever the locales', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (locales) => {
        assert.ok(LANGUAGES.includes(negotiateLanguage(...locales)));
      }),
    );
  });
});
