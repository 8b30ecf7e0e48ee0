import { type Catalogue, isLanguage } from '../texts/languages/catalogues.ts';
import { hasText, isReadable } from '../texts/texts.ts';
import type { EventDefinition } from './event-definition.ts';

/** A name that is valid in records, logs and paths. */
const NAME = /^[A-Za-z]\w*$/;
/** Other fields of `notificationSettings`, which are no switches. */
const NO_SWITCHES = ['muted', 'quietHours'];
const ENGLISH = 'functions/src/texts/languages/en.json';

/** @throws an error with a sentence for each mistake and the file to change */
export function checked(definition: EventDefinition): EventDefinition {
  const { name, document, reasons, texts = {} } = definition;
  const mistakes: string[] = [];
  if (!NAME.test(name)) mistakes.push('its name must be a word of letters and digits');
  if (document.split('/').length % 2 !== 0) {
    mistakes.push(
      `its document “${document}” must be the path of a document, as in orders/{orderId}`,
    );
  }
  for (const [reason, { setting }] of Object.entries(reasons)) {
    if (!NAME.test(reason)) {
      mistakes.push(`its reason “${reason}” must be a word of letters and digits`);
    }
    if (!NAME.test(setting) || NO_SWITCHES.includes(setting)) {
      mistakes.push(
        `nobody can turn off its reason “${reason}”: give it a setting of its own, a word that firestore.rules allows in notificationSettings`,
      );
    }
    if (!hasText(`title.${reason}`, texts)) {
      mistakes.push(`no text “title.${reason}” in English: add it to its texts, or to ${ENGLISH}`);
    }
  }
  for (const [language, catalogue] of Object.entries(texts)) {
    mistakes.push(...textMistakes(language, catalogue));
  }
  if (mistakes.length === 0) return definition;
  const error = new Error(`The event “${name}” can’t work: ${mistakes.join('; ')}.`);
  // Shown to the person who deploys. A line number of the bundle would not help them.
  error.stack = error.message;
  throw error;
}

function textMistakes(language: string, catalogue: Catalogue): string[] {
  if (!isLanguage(language)) {
    return [
      `its texts in “${language}” are never used: name the language in functions/src/texts/languages/catalogues.ts, or leave them out`,
    ];
  }
  return Object.entries(catalogue)
    .filter(([, message]) => !isReadable(language, message))
    .map(
      ([key]) => `its text “${key}” in “${language}” is no ICU MessageFormat: look at its braces`,
    );
}
