import { messageFor } from '../texts/texts.ts';
import type { EventDefinition } from './event-definition.ts';

/** A name that records, logs and paths can hold. */
const NAME = /^[A-Za-z]\w*$/;

/**
 * The definition, if it can work.
 *
 * @throws with a sentence for each mistake, and the file to change
 */
export function checked(definition: EventDefinition): EventDefinition {
  const { name, document, reasons, countedTitle, texts } = definition;
  const hasText = (key: string) => messageFor('en', key, texts).message !== key;
  const mistakes = [
    ...(NAME.test(name) ? [] : ['its name must be a word of letters and digits']),
    ...(document.split('/').length % 2 === 0
      ? []
      : ['its document must be the path of a document']),
    ...Object.entries(reasons).flatMap(([reason, { setting }]) => [
      ...(NAME.test(reason) ? [] : [`its reason “${reason}” must be a word of letters and digits`]),
      ...(NAME.test(setting) ? [] : [`the setting of its reason “${reason}” must be a word`]),
      ...(hasText(`title.${reason}`)
        ? []
        : [
            `no text “title.${reason}”: add it to its texts, or to functions/src/texts/languages/en.json`,
          ]),
    ]),
    ...(countedTitle === undefined || hasText(countedTitle) ? [] : [`no text “${countedTitle}”`]),
  ];
  if (mistakes.length === 0) return definition;
  const error = new Error(`The event “${name}” can’t work: ${mistakes.join('; ')}.`);
  // Printed to whoever deploys, to whom a line of the bundle says nothing.
  error.stack = error.message;
  throw error;
}
