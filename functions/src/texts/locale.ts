import { match } from '@formatjs/intl-localematcher';
import { FALLBACK_LANGUAGE, isLanguage, LANGUAGES, type Language } from './languages/catalogues.ts';

/**
 * The language to write to somebody in: the first of their locales (BCP 47, most wanted first)
 * that there are texts for, else English. Locales that `Intl` does not know count as absent.
 *
 * The algorithm is RFC 4647's lookup and not "best fit", which takes a neighbouring language
 * (Spanish for Basque) before it asks for the next locale.
 */
export function negotiateLanguage(...locales: readonly (string | undefined)[]): Language {
  const wanted = locales.flatMap((locale) => (locale && canonical(locale)) || []);
  const matched = match(wanted, LANGUAGES, FALLBACK_LANGUAGE, { algorithm: 'lookup' });
  return isLanguage(matched) ? matched : FALLBACK_LANGUAGE;
}

function canonical(locale: string): string | undefined {
  try {
    // Android's Locale.toString() writes ko_KR.
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}
