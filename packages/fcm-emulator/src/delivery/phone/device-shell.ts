/**
 * A command line for `adb shell`, which joins its arguments and has a shell on the device run them:
 * in single quotes, where that shell takes every character but the quote itself for what it is.
 */
export const deviceCommand = (words: readonly string[]): string =>
  words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
