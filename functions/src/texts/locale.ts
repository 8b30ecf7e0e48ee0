import { match } from '@formatjs/intl-localematcher';
import { FALLBACK_LANGUAGE, LANGUAGES, type Language } from './languages/catalogues.ts';

/**
 * Returns the language for a push: that of the first locale (BCP 47, most preferred first) that has
 * texts, else English. Locales that `Intl` does not know are ignored.
 *
 * The algorithm is the lookup of RFC 4647. "Best fit" would choose a related language (Spanish for
 * Basque) before it looks at the next locale.
 */
export function negotiateLanguage(...locales: readonly (string | undefined)[]): Language {
  return lookUp(locales, LANGUAGES, FALLBACK_LANGUAGE);
}

/** Returns the text for these locales. Falls back to English, then to the first language it has. */
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

function lookUp<Tag extends string>(
  locales: readonly (string | undefined)[],
  available: readonly Tag[],
  fallback: Tag,
): Tag {
  const requested = locales.flatMap((locale) => canonical(locale) ?? []);
  // It returns the fallback or one of those that are available.
  return match(requested, available, fallback, { algorithm: 'lookup' }) as Tag;
}

export function canonical(locale: string | undefined): string | undefined {
  try {
    // Android's Locale.toString() returns `ko_KR`.
    return Intl.getCanonicalLocales(String(locale).replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}
