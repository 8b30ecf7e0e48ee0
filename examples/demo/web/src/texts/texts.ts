import { useContext } from 'preact/hooks';
import { LanguageContext } from '../../../../../packages/fcm-emulator/page/language.tsx';
import { en, type Texts } from './en.ts';
import { ko } from './ko.ts';

/** In the languages of the FCM emulator's page, which has a part in this one. */
export const TEXTS = { en, ko };

export const useTexts = (): Texts => TEXTS[useContext(LanguageContext)];
