import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import es from './es.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import ko from './ko.json' with { type: 'json' };

const catalogues = { de, en, es, ja, ko };

export type Language = keyof typeof catalogues;

export type TextKey = keyof typeof en;

/** Texts in ICU MessageFormat. A key that is missing falls back to English. */
export type Catalogue = Readonly<Partial<Record<TextKey, string>>>;

/** A new language is a file beside these and its line above. */
export const CATALOGUES: Readonly<Record<Language, Catalogue>> = catalogues;

export const FALLBACK_LANGUAGE = 'en' satisfies Language;
