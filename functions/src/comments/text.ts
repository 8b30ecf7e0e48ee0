import { IntlMessageFormat } from 'intl-messageformat';
import type { Reason } from './audience.ts';
import {
  CATALOGUES,
  type Catalogue,
  FALLBACK_LANGUAGE,
  type Language,
  type TextKey,
} from './languages/catalogues.ts';

type Values = Readonly<Record<string, string | number>>;

const parsed = new Map<string, IntlMessageFormat>();

/** The title of a push about one comment. Without a name a neutral word stands in. */
export function commentTitle(language: Language, reason: Reason, name?: string): string {
  return write(language, `title.${reason}`, { name: nameOr(language, name) });
}

/** One line on what the latest author and so many others did under the post of that title. */
export function gatheredTitle(
  language: Language,
  reason: Reason,
  { name, others, post }: { name?: string; others: number; post: string },
): string {
  return write(language, `gathered.${reason}`, { name: nameOr(language, name), others, post });
}

/** "3 new comments". */
export function newComments(language: Language, count: number): string {
  return write(language, 'gathered.count', { count });
}

/** What a user who asked for a test push reads. */
export function testText(language: Language): { title: string; body: string } {
  return { title: write(language, 'test.title'), body: write(language, 'test.body') };
}

/** The name, or a neutral word where there is none. */
export function nameOr(language: Language, name: string | undefined): string {
  return name ?? write(language, 'name.unknown');
}

/**
 * The catalogue's message for a key, or the English one together with the language whose plural
 * rules it follows.
 */
export function messageFor(
  language: string,
  key: TextKey,
  catalogues: Readonly<Record<string, Catalogue>> = CATALOGUES,
): { language: string; message: string } {
  const message = catalogues[language]?.[key];
  return message === undefined
    ? { language: FALLBACK_LANGUAGE, message: CATALOGUES[FALLBACK_LANGUAGE][key] ?? key }
    : { language, message };
}

function write(language: Language, key: TextKey, values: Values = {}): string {
  return parse(language, key)
    .formatToParts<string>(values)
    .map(({ value }) => value)
    .join('');
}

function parse(language: Language, key: TextKey): IntlMessageFormat {
  const id = `${language} ${key}`;
  const known = parsed.get(id);
  if (known !== undefined) return known;
  const { language: spoken, message } = messageFor(language, key);
  const format = new IntlMessageFormat(message, spoken);
  parsed.set(id, format);
  return format;
}
