export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (json: unknown): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** Returns the object at a path, or an empty one if there is none. */
export function at(of: unknown, ...path: readonly string[]): JsonObject {
  const value = path.reduce<unknown>((each, key) => (isObject(each) ? each[key] : undefined), of);
  return isObject(value) ? value : {};
}

/** Returns the string at a path, or undefined if there is none or it is empty. */
export function textAt(of: unknown, ...path: readonly string[]): string | undefined {
  const value = at(of, ...path.slice(0, -1))[path.at(-1) ?? ''];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Returns the parsed JSON, or undefined if the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
