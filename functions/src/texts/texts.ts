import { IntlMessageFormat } from 'intl-messageformat';
import {
  CATALOGUES,
  type Catalogues,
  FALLBACK_LANGUAGE,
  type Language,
} from './languages/catalogues.ts';

type Values = Readonly<Record<string, string | number | undefined>>;

/** By language and message, because parsing one is slow. */
const parsed = new Map<string, IntlMessageFormat>();

/**
 * Returns the text of a key in a language, else in English. An event's own texts come before the
 * shared ones. If the values have no `name`, the text has a neutral word for it.
 *
 * @example
 * write('en', 'title.comment', { name: 'Mina' }); // 'New comment from Mina'
 */
export function write(
  language: Language,
  key: string,
  values: Values = {},
  own: Catalogues = {},
): string {
  const { language: spoken, message } = messageFor(language, key, own);
  const { name = messageFor(language, 'name.unknown', own).message } = values;
  const id = `${spoken} ${message}`;
  const format = parsed.get(id) ?? new IntlMessageFormat(message, spoken);
  parsed.set(id, format);
  return String(format.format({ ...values, name }));
}

/** Returns the message of a key, and the language whose plural rules it follows. */
export function messageFor(
  language: Language,
  key: string,
  own: Catalogues = {},
): { language: Language; message: string } {
  for (const spoken of [language, FALLBACK_LANGUAGE] as const) {
    const message = own[spoken]?.[key] ?? CATALOGUES[spoken][key];
    if (message !== undefined) return { language: spoken, message };
  }
  return { language: FALLBACK_LANGUAGE, message: key };
}

/** Returns whether a key has a text, at least in English. */
export function hasText(key: string, own: Catalogues = {}): boolean {
  return messageFor(FALLBACK_LANGUAGE, key, own).message !== key;
}
