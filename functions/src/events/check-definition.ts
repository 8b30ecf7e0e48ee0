import { hasText } from '../texts/texts.ts';
import type { EventDefinition } from './event-definition.ts';

/** A name that is valid in records, logs and paths. */
const NAME = /^[A-Za-z]\w*$/;
/** Other fields of `notificationSettings`. They turn no reason off. */
const NO_SWITCHES = ['muted', 'quietHours'];

/** @throws an error with a sentence for each mistake */
export function checked(definition: EventDefinition): EventDefinition {
  const { name, document, reasons, texts } = definition;
  const mistakes: string[] = [];
  const check = (isRight: boolean, mistake: string): void => {
    if (!isRight) mistakes.push(mistake);
  };
  check(NAME.test(name), 'its name must be a word of letters and digits');
  check(
    document.split('/').length % 2 === 0,
    `its document “${document}” must be the path of a document, as in orders/{orderId}`,
  );
  for (const [reason, { setting }] of Object.entries(reasons)) {
    check(NAME.test(reason), `its reason “${reason}” must be a word of letters and digits`);
    check(
      NAME.test(setting) && !NO_SWITCHES.includes(setting),
      `nobody can turn off its reason “${reason}”: give it a setting of its own, a word that firestore.rules allows in notificationSettings`,
    );
    check(
      hasText(`title.${reason}`, texts),
      `no text “title.${reason}” in English: add it to its texts, or to functions/src/texts/languages/en.json`,
    );
  }
  if (mistakes.length === 0) return definition;
  const error = new Error(`The event “${name}” can’t work: ${mistakes.join('; ')}.`);
  // Shown to the person who deploys. A line number of the bundle would not help them.
  error.stack = error.message;
  throw error;
}
