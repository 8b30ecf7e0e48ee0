import { readFile } from 'node:fs/promises';
import {
  applyEdits,
  findNodeAtLocation,
  type JSONPath,
  modify,
  type ParseError,
  parse,
  parseTree,
} from 'jsonc-parser';
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

/** A text of JSON with a value at a path. */
export function edited(text: string, path: JSONPath, value: unknown): string {
  const formattingOptions = {
    insertSpaces: !/^\t/m.test(text),
    tabSize: indentOf(text),
    eol: '\n',
  };
  return applyEdits(text, modify(text, path, value, { formattingOptions }));
}

/** A text of JSON without what is at a path. All else stays as it is written. */
export function without(text: string, path: JSONPath): string {
  const tree = parseTree(text);
  const value = tree && findNodeAtLocation(tree, path);
  const gone = value?.parent?.type === 'property' ? value.parent : value;
  const siblings = gone?.parent?.children ?? [];
  if (gone === undefined) return text;
  const index = siblings.indexOf(gone);
  const before = siblings[index - 1];
  // With the comma before it; the first with the one after.
  const start = before ? before.offset + before.length : gone.offset;
  const next = before ? undefined : siblings[index + 1];
  return text.slice(0, start) + text.slice(next ? next.offset : gone.offset + gone.length);
}

/** A text of JSON with a value at the end of a list. All else stays as it is written. */
export function appended(text: string, path: JSONPath, value: unknown): string {
  const tree = parseTree(text);
  const list = tree && findNodeAtLocation(tree, path);
  const last = list?.children?.at(-1);
  if (list === undefined || last === undefined) return edited(text, path, [value]);
  const lineStart = text.lastIndexOf('\n', last.offset) + 1;
  const [indent = ''] = /^[ \t]*/.exec(text.slice(lineStart)) ?? [];
  const isFirstOfLine = lineStart + indent.length === last.offset;
  const space = isFirstOfLine ? `\n${indent}` : ' ';
  const written = JSON.stringify(value, undefined, indentOf(text)).replaceAll('\n', `\n${indent}`);
  const end = last.offset + last.length;
  return `${text.slice(0, end)},${space}${written}${text.slice(end)}`;
}

const indentOf = (text: string): number => /^( +)\S/m.exec(text)?.[1]?.length ?? 2;
