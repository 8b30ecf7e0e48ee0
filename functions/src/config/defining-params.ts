/**
 * Params whose values must be known when functions are defined. A deployment defines functions before
 * the Firebase CLI asks for params. So the CLI does not know these; a dotenv file must have them.
 */

/** Which values of a param make sense. */
export interface Checked {
  readonly name: string;
  /** Says which values are right: the words after “it must be”. */
  readonly wanted: string;
  takes(value: string, emulated: boolean): boolean;
}

/** A param whose value is known when functions are defined. */
interface Defining<Value> extends Checked {
  readonly options: { readonly default: Value; readonly description: string };
  value(): Value;
}

type Told<Value> = Defining<Value>['options'];

export const TRUE_OR_FALSE: Omit<Checked, 'name'> = {
  wanted: 'true or false',
  takes: (value) => value === 'true' || value === 'false',
};

export function definingTrueOrFalse(name: string, options: Told<boolean>): Defining<boolean> {
  return { name, options, ...TRUE_OR_FALSE, value: () => process.env[name] === 'true' };
}

/** Parts of a path between slashes: an ID, or a wildcard. */
const SEGMENT = /^([^/{}]+|\{\w+\})$/;
const wildcards = (path: string): readonly string[] => path.match(/\{\w+\}/g) ?? [];

/** A collection's path with the wildcards of its default, of which some may be left out. */
export function definingCollection(
  name: string,
  { optional = [], ...options }: Told<string> & { readonly optional?: readonly string[] },
): Defining<string> {
  const allowed = wildcards(options.default);
  const needed = allowed.filter((each) => !optional.includes(each));
  return {
    name,
    options,
    wanted: `the path of a collection${needed.length > 0 ? ` with ${needed.join(', ')} in it` : ''}, like ${options.default}`,
    takes(value) {
      const segments = value.split('/');
      const found = wildcards(value);
      return (
        segments.length % 2 === 1 &&
        segments.every((each) => SEGMENT.test(each)) &&
        !/^\{/.test(segments.at(-1) ?? '') &&
        found.every((each) => allowed.includes(each)) &&
        needed.every((each) => found.includes(each))
      );
    },
    value: () => process.env[name] || options.default,
  };
}

/** A word of the app's. */
export function definingName(name: string, options: Told<string>): Defining<string> {
  return {
    name,
    options,
    wanted: 'a name without spaces',
    takes: (value) => /^\S+$/.test(value),
    value: () => process.env[name] || options.default,
  };
}

/** Our name for a field, and the app's, where a dot reaches into a map. */
const PAIR = /^(\w+):([^\s.:,]+(?:\.[^\s.:,]+)*)$/;

/** The app's names for fields, as `ours:theirs,ours:theirs`; what is not named has our name. */
export function definingFields<const Name extends string>(
  name: string,
  { names, description }: { readonly names: readonly Name[]; readonly description: string },
): Defining<string> & { names(): Readonly<Record<Name, string>> } {
  const known: readonly string[] = names;
  const pairsIn = (value: string) => value.split(',').map((pair) => PAIR.exec(pair.trim()));
  const value = () => process.env[name] ?? '';
  return {
    name,
    options: { default: '', description },
    wanted: `pairs of our name for a field and the app’s, like ${names[0]}:my.field; ours are ${names.join(', ')}`,
    takes: (text) =>
      text === '' || pairsIn(text).every((pair) => pair !== null && known.includes(pair[1] ?? '')),
    value,
    names() {
      const theirs = new Map(pairsIn(value()).map((pair) => [pair?.[1], pair?.[2]]));
      const entries = names.map((ours) => [ours, theirs.get(ours) ?? ours]);
      return Object.fromEntries(entries);
    },
  };
}

/** A sentence for each value in the environment that its param does not take. */
export function wrongValues(
  params: readonly Checked[],
  env: Readonly<Record<string, string | undefined>>,
  emulated: boolean,
): string[] {
  return params.flatMap(({ name, wanted, takes }) => {
    const value = env[name];
    if (value === undefined || takes(value, emulated)) return [];
    return [`${name} is ${JSON.stringify(value)}; it must be ${wanted}.`];
  });
}
