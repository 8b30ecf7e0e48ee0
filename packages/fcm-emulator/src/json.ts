export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (json: unknown): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** The object at a path, and an empty one where there is none. */
export function at(of: unknown, ...path: readonly string[]): JsonObject {
  const value = path.reduce<unknown>((each, key) => (isObject(each) ? each[key] : undefined), of);
  return isObject(value) ? value : {};
}

/** The text at a path; undefined where there is none or an empty one. */
export function textAt(of: unknown, ...path: readonly string[]): string | undefined {
  const value = at(of, ...path.slice(0, -1))[path.at(-1) ?? ''];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What the text says in JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
