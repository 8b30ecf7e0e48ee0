// Stryker disable Regex: it makes \V of \v, which no expression with these flags may have.
const DIRECTION_OVERRIDES_AND_CONTROLS =
  /[[\p{Cc}--[\t\n\v\f\r\u0085]]\u202A-\u202E\u2066-\u2069]/gv;
const WHITE_SPACE_RUN = /[\s\u0085]+/gu;
const LINE_BREAK_OR_TAB = /[\t\n\v\f\r\u0085\u2028\u2029]/u;
/** What a font draws nothing for, beside white space: braille without dots, a musical rest, objects. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}\p{Cn}\u2800\u{1D159}\uFFFC]/u;

/**
 * The text as it may stand in a notification: control characters and direction overrides,
 * embeddings and isolates go, lone surrogates become U+FFFD. Everything else, line breaks, joiners
 * and marks included, stays as it is.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(DIRECTION_OVERRIDES_AND_CONTROLS, '');
}

/** Clean, and on one line: white space around a line break or tab becomes one space. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(WHITE_SPACE_RUN, (run) =>
    LINE_BREAK_OR_TAB.test(run) ? ' ' : run,
  );
}

/** Whether a reader would see nothing at all. */
export function isBlank(text: string): boolean {
  return !VISIBLE.test(text);
}

/** A name on one line, or undefined where there is none that a reader could see. */
export function visibleName(name: unknown): string | undefined {
  const line = typeof name === 'string' ? cleanLine(name) : '';
  return isBlank(line) ? undefined : line;
}
