import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { Choice } from './controls.tsx';
import { LANGUAGES, type Language, TEXTS, type Texts } from './texts.ts';

const STORED_LANGUAGE = 'fcm-emulator.language';

const isLanguage = (value: string | null): value is Language =>
  LANGUAGES.some(([language]) => language === value);

/** The browser's tag need not be one that Intl takes: under LANG=C it is en-US@posix. */
const languageOf = (tag: string): string => tag.split(/[^a-z]/i, 1)[0]?.toLowerCase() ?? '';

/** The language chosen before, else the first of the browser's that the page has. */
export function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED_LANGUAGE);
  if (isLanguage(stored)) return stored;
  return navigator.languages.map(languageOf).find(isLanguage) ?? 'en';
}

/** The language of the page, kept over visits, and how to change it. */
export function useLanguage(): readonly [Language, (language: Language) => void] {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return [
    language,
    (chosen) => {
      localStorage.setItem(STORED_LANGUAGE, chosen);
      setLanguage(chosen);
    },
  ];
}

export const LanguageContext = createContext<Language>('en');
export const useTexts = (): Texts => TEXTS[useContext(LanguageContext)];

/** The time of day of an ISO timestamp, to the second. */
export function useTimeOfDay(): (timestamp: string) => string {
  const language = useContext(LanguageContext);
  const format = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  return (timestamp) => format.format(new Date(timestamp));
}

export function LanguageChoice(props: {
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
}) {
  return (
    <Choice
      bare
      legend={useTexts().language}
      name="language"
      options={LANGUAGES}
      value={props.language}
      onChange={props.onLanguage}
    />
  );
}
