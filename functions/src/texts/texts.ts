import { IntlMessageFormat } from 'intl-messageformat';
import {
  CATALOGUES,
  type Catalogues,
  FALLBACK_LANGUAGE,
  type Language,
} from './languages/catalogues.ts';

type Values = Readonly<Record<string, string | number>>;

const parsed = new Map<string, IntlMessageFormat>();

/**
 * The text of a key in a language, else in English, and of an event's own texts before the shared
 * ones. Without a `name` among the values a neutral word stands in.
 */
export function write(
  language: Language,
  key: string,
  values: Values = {},
  own: Catalogues = {},
): string {
  const { language: spoken, message } = messageFor(language, key, own);
  const { name = messageFor(language, 'name.unknown', own).message } = values;
  return parse(spoken, message)
    .formatToParts<string>({ ...values, name })
    .map(({ value }) => value)
    .join('');
}

/** The message for a key, together with the language whose plural rules it follows. */
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

/** Whether there is a text for a key, in English at least. */
export function hasText(key: string, own: Catalogues = {}): boolean {
  return messageFor(FALLBACK_LANGUAGE, key, own).message !== key;
}

/** Whether a message can be written at all. */
export function isReadable(language: Language, message: string): boolean {
  try {
    return parse(language, message) !== undefined;
  } catch {
    return false;
  }
}

function parse(language: Language, message: string): IntlMessageFormat {
  const id = `${language} ${message}`;
  const known = parsed.get(id);
  if (known !== undefined) return known;
  const format = new IntlMessageFormat(message, language);
  parsed.set(id, format);
  return format;
}
