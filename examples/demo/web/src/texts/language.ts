import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { en, type Texts } from './en.ts';
import { ko } from './ko.ts';

/** Another language is one more file and its line here. */
export const LANGUAGES = { en: { name: 'English', texts: en }, ko: { name: '한국어', texts: ko } };
export type Language = keyof typeof LANGUAGES;

const KEY = 'comment-push-demo.language';

const isLanguage = (tag: string): tag is Language => Object.hasOwn(LANGUAGES, tag);

/** What was chosen before, else the first of the browser's languages that there are texts for. */
export function firstLanguage(
  chosen: string | null = localStorage.getItem(KEY),
  wanted: readonly string[] = navigator.languages,
): Language {
  const tags = [
    ...(chosen === null ? [] : [chosen]),
    ...wanted.map((tag) => tag.replace(/[^a-z].*/i, '')),
  ];
  return tags.find(isLanguage) ?? 'en';
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
}

export const TextsContext = createContext<Texts>(en);

export const useTexts = (): Texts => useContext(TextsContext);
