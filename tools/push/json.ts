import { readFile } from 'node:fs/promises';
import { applyEdits, type JSONPath, modify, type ParseError, parse } from 'jsonc-parser';
import { LaunchError } from '../launcher/launch-error.ts';

/** The value at a path of keys within parsed JSON, undefined where there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    inner = Reflect.get(inner, key);
  }
  return inner;
}

/** The elements of a list within parsed JSON. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** Comments are fine, as they are to the Firebase CLI. */
export function parseJson(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors);
  if (errors.length > 0) throw new Error(`no JSON at character ${errors[0]?.offset}`);
  return value;
}

/** @throws LaunchError where there is no such file, or no JSON in it */
export async function readJson(path: string): Promise<unknown> {
  try {
    return parseJson(await readFile(path, 'utf8'));
  } catch (error) {
    throw new LaunchError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * A text of JSON with a value at a path, or without what is there where the value is undefined. The
 * index -1 is the place behind a list's last element. Comments stay.
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
