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
  const matched = lookUp(locales, LANGUAGES, FALLBACK_LANGUAGE);
  return isLanguage(matched) ? matched : FALLBACK_LANGUAGE;
}

/** The text for somebody with these locales: else in English, else in the first language it has. */
export function textFor(
  text: string | Readonly<Record<string, string>>,
  ...locales: readonly (string | undefined)[]
): string {
  if (typeof text === 'string') return text;
  const texts = new Map(Object.entries(text).map(([tag, each]) => [canonical(tag) ?? tag, each]));
  const [first = FALLBACK_LANGUAGE] = texts.keys();
  const fallback = texts.has(FALLBACK_LANGUAGE) ? FALLBACK_LANGUAGE : first;
  return texts.get(lookUp(locales, [...texts.keys()], fallback)) ?? '';
}

function lookUp(
  locales: readonly (string | undefined)[],
  languages: readonly string[],
  fallback: string,
): string {
  const wanted = locales.flatMap((locale) => (locale && canonical(locale)) || []);
  return match(wanted, languages, fallback, { algorithm: 'lookup' });
}

export function canonical(locale: string): string | undefined {
  try {
    // Android's Locale.toString() writes ko_KR.
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}
