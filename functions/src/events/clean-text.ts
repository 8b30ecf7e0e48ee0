// Stryker disable Regex: it makes \V of \v, which no expression with these flags may have.
const DIRECTION_OVERRIDES_AND_CONTROLS =
  /[[\p{Cc}--[\t\n\v\f\r\u0085]]\u202A-\u202E\u2066-\u2069]/gv;
const WHITE_SPACE_RUN = /[\s\u0085]+/gu;
const LINE_BREAK_OR_TAB = /[\t\n\v\f\r\u0085\u2028\u2029]/u;
/** Fonts draw nothing for these: empty braille, a musical rest, object placeholders, spaces. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}\p{Cn}\u2800\u{1D159}\uFFFC]/u;

/**
 * Removes control characters and direction overrides, embeddings and isolates from a text for a
 * notification. Lone surrogates become U+FFFD. Everything else stays, such as line breaks, joiners
 * and marks.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(DIRECTION_OVERRIDES_AND_CONTROLS, '');
}

/** Like `cleanText`, but on one line: white space around a line break or tab becomes one space. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(WHITE_SPACE_RUN, (run) =>
    LINE_BREAK_OR_TAB.test(run) ? ' ' : run,
  );
}

/** Returns whether the text shows nothing on the screen. */
export function isBlank(text: string): boolean {
  return !VISIBLE.test(text);
}

/** Returns the clean text, or three dots if it shows nothing. */
export function visibleText(text: string): string {
  const clean = cleanText(text);
  return isBlank(clean) ? '…' : clean;
}

/** Returns the name on one line, or undefined if it is no string or shows nothing. */
export function visibleName(name: unknown): string | undefined {
  const line = typeof name === 'string' ? cleanLine(name) : '';
  return isBlank(line) ? undefined : line;
}
