import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import es from './es.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import ko from './ko.json' with { type: 'json' };

/** To add a language, add a file beside these and its name here. */
const catalogues = { de, en, es, ja, ko };

export type Language = keyof typeof catalogues;

/** Texts in ICU MessageFormat, by key. If a key is missing, the English text is used. */
export type Catalogue = Readonly<Record<string, string>>;

export type Catalogues = Readonly<Partial<Record<Language, Catalogue>>>;

export const CATALOGUES: Readonly<Record<Language, Catalogue>> = catalogues;

export const LANGUAGES = Object.keys(catalogues) as readonly Language[];

export const FALLBACK_LANGUAGE = 'en' satisfies Language;
