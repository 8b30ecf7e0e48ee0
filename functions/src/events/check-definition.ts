import { type Catalogue, isLanguage } from '../texts/languages/catalogues.ts';
import { hasText, isReadable } from '../texts/texts.ts';
import type { EventDefinition } from './event-definition.ts';

/** A name that records, logs and paths can hold. */
const NAME = /^[A-Za-z]\w*$/;
/** They stand in `notificationSettings` beside the switches. */
const NO_SWITCHES = ['muted', 'quietHours'];
const ENGLISH = 'functions/src/texts/languages/en.json';

/**
 * The definition, if it can work.
 *
 * @throws with a sentence for each mistake, and the file to change
 */
export function checked(definition: EventDefinition): EventDefinition {
  const { name, document, reasons, countedTitle, texts = {} } = definition;
  const textKeys = [
    ...Object.keys(reasons).map((reason) => `title.${reason}`),
    ...(countedTitle === undefined ? [] : [countedTitle]),
  ];
  const mistakes = [
    ...(NAME.test(name) ? [] : ['its name must be a word of letters and digits']),
    ...(document.split('/').length % 2 === 0
      ? []
      : [`its document “${document}” must be the path of a document, as in orders/{orderId}`]),
    ...Object.entries(reasons).flatMap(([reason, { setting }]) => [
      ...(NAME.test(reason) ? [] : [`its reason “${reason}” must be a word of letters and digits`]),
      ...(NAME.test(setting) && !NO_SWITCHES.includes(setting)
        ? []
        : [
            `nobody can turn off its reason “${reason}”: give it a setting of its own, a word that firestore.rules allows in notificationSettings`,
          ]),
    ]),
    ...textKeys
      .filter((key) => !hasText(key, texts))
      .map((key) => `no text “${key}” in English: add it to its texts, or to ${ENGLISH}`),
    ...Object.entries(texts).flatMap(([language, catalogue]) => unreadable(language, catalogue)),
  ];
  if (mistakes.length === 0) return definition;
  const error = new Error(`The event “${name}” can’t work: ${mistakes.join('; ')}.`);
  // Printed to whoever deploys, to whom a line of the bundle says nothing.
  error.stack = error.message;
  throw error;
}

function unreadable(language: string, catalogue: Catalogue): string[] {
  if (!isLanguage(language)) {
    return [
      `its texts in “${language}” are read by nobody: name the language in functions/src/texts/languages/catalogues.ts, or leave them out`,
    ];
  }
  return Object.entries(catalogue)
    .filter(([, message]) => !isReadable(language, message))
    .map(
      ([key]) => `its text “${key}” in “${language}” is no ICU MessageFormat: look at its braces`,
    );
}
