import { readFile } from 'node:fs/promises';
import { applyEdits, type JSONPath, modify, type ParseError, parse } from 'jsonc-parser';
import { LaunchError } from '../launcher/launch-error.ts';

/** Returns the value at a path of keys in parsed JSON, or undefined if there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    inner = Reflect.get(inner, key);
  }
  return inner;
}

/** Returns the elements of a list in parsed JSON. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** Allows comments, as the Firebase CLI does. */
export function parseJson(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors);
  if (errors.length > 0) throw new Error(`invalid JSON at character ${errors[0]?.offset}`);
  return value;
}

/** @throws LaunchError if the file does not exist or is not JSON */
export async function readJson(path: string): Promise<unknown> {
  try {
    return parseJson(await readFile(path, 'utf8'));
  } catch (error) {
    throw new LaunchError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * Returns a JSON text with a value at a path. An undefined value removes what is there. The index
 * -1 appends to a list. Comments stay.
 */
export function edited(text: string, path: JSONPath, value: unknown): string {
  const formattingOptions = {
    insertSpaces: !/^\t/m.test(text),
    tabSize: /^( +)\S/m.exec(text)?.[1]?.length ?? 2,
    eol: '\n',
  };
  const isArrayInsertion = path.at(-1) === -1;
  return applyEdits(text, modify(text, path, value, { formattingOptions, isArrayInsertion }));
}
