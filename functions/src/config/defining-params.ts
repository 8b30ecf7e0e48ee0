/**
 * Params whose values must be known when the functions are defined. A deployment defines functions
 * before the Firebase CLI asks for params. So the CLI does not know these params: a dotenv file
 * must have them.
 */

/** Checks the value of a param. */
export interface Checked {
  readonly name: string;
  /** Describes the valid values: the words after “it must be”. */
  readonly expected: string;
  accepts(value: string, emulated: boolean): boolean;
}

interface Defining<Value> extends Checked {
  readonly options: { readonly default: Value; readonly description: string };
  value(): Value;
}

type Options<Value> = Defining<Value>['options'];

export const TRUE_OR_FALSE: Omit<Checked, 'name'> = {
  expected: 'true or false',
  accepts: (value) => value === 'true' || value === 'false',
};

export function definingTrueOrFalse(name: string, options: Options<boolean>): Defining<boolean> {
  return { name, options, ...TRUE_OR_FALSE, value: () => process.env[name] === 'true' };
}

/** A part of a path between slashes: an ID or a wildcard. */
const SEGMENT = /^([^/{}]+|\{\w+\})$/;
const wildcards = (path: string): readonly string[] => path.match(/\{\w+\}/g) ?? [];

/** A collection's path with the wildcards of the default. The `optional` ones can be omitted. */
export function definingCollection(
  name: string,
  { optional = [], ...options }: Options<string> & { readonly optional?: readonly string[] },
): Defining<string> {
  const allowed = wildcards(options.default);
  const required = allowed.filter((each) => !optional.includes(each));
  return {
    name,
    options,
    expected: `the path of a collection${required.length > 0 ? ` with ${required.join(', ')} in it` : ''}, like ${options.default}`,
    accepts(value) {
      const segments = value.split('/');
      const found = wildcards(value);
      return (
        segments.length % 2 === 1 &&
        segments.every((each) => SEGMENT.test(each)) &&
        !/^\{/.test(segments.at(-1) ?? '') &&
        found.every((each) => allowed.includes(each)) &&
        required.every((each) => found.includes(each))
      );
    },
    value: () => process.env[name] || options.default,
  };
}

export function definingName(name: string, options: Options<string>): Defining<string> {
  return {
    name,
    options,
    expected: 'a name without spaces',
    accepts: (value) => /^\S+$/.test(value),
    value: () => process.env[name] || options.default,
  };
}

/** A pair of our name and the app's name for a field. A dot separates the keys of nested maps. */
const PAIR = /^(\w+):([^\s.:,]+(?:\.[^\s.:,]+)*)$/;

/** The app's names for fields, as `ours:theirs,ours:theirs`. Other fields keep our name. */
export function definingFields<const Name extends string>(
  name: string,
  { names, description }: { readonly names: readonly Name[]; readonly description: string },
): Defining<string> & { names(): Readonly<Record<Name, string>> } {
  const ourNames: readonly string[] = names;
  const pairsIn = (value: string) => value.split(',').map((pair) => PAIR.exec(pair.trim()));
  const value = () => process.env[name] ?? '';
  return {
    name,
    options: { default: '', description },
    expected: `pairs of our name for a field and the app’s, like ${names[0]}:my.field; ours are ${names.join(', ')}`,
    accepts: (text) =>
      text === '' ||
      pairsIn(text).every((pair) => pair !== null && ourNames.includes(pair[1] ?? '')),
    value,
    names() {
      const theirs = new Map(pairsIn(value()).map((pair) => [pair?.[1], pair?.[2]]));
      const entries = names.map((ours) => [ours, theirs.get(ours) ?? ours]);
      return Object.fromEntries(entries);
    },
  };
}

/** Returns one sentence for each value in the environment that its param does not accept. */
export function wrongValues(
  params: readonly Checked[],
  env: Readonly<Record<string, string | undefined>>,
  emulated: boolean,
): string[] {
  return params.flatMap(({ name, expected, accepts }) => {
    const value = env[name];
    if (value === undefined || accepts(value, emulated)) return [];
    return [`${name} is ${JSON.stringify(value)}; it must be ${expected}.`];
  });
}
