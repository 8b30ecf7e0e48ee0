import { defineBoolean, defineInt, defineString } from 'firebase-functions/params';

/** Which values a param accepts. */
interface Check {
  /** Describes the valid values: the words after “it must be”. */
  readonly expected: string;
  accepts(value: string, emulated: boolean): boolean;
}

export interface Checked extends Check {
  readonly name: string;
}

/**
 * Adds a check to a param for which the Firebase CLI asks. Its value is the default if nothing is
 * set: the SDK's value would be 0, false or empty.
 */
function asked<Value, Param extends { readonly name: string; value(): Value }>(
  param: Param,
  byDefault: Value,
  check: Check,
) {
  const valueFromSdk = param.value.bind(param);
  return Object.assign(param, check, {
    value: () => (process.env[param.name] === undefined ? byDefault : valueFromSdk()),
  });
}

/** The emulators accept values from 0, so that tests do not have to wait as long. */
export function wholeNumber(
  name: string,
  {
    min,
    max,
    ...options
  }: { readonly default: number; readonly min: number; readonly max: number },
  meaning: string,
) {
  const description = `${meaning} From ${min} to ${max}.`;
  return asked(defineInt(name, { ...options, description }), options.default, {
    expected: `a whole number from ${min} to ${max}`,
    accepts: (value, emulated) =>
      /^\d+$/.test(value) && Number(value) >= (emulated ? 0 : min) && Number(value) <= max,
  });
}

/** firebase-functions reads every text except `true` as false, even `True`. */
const TRUE_OR_FALSE: Check = {
  expected: 'true or false',
  accepts: (value) => value === 'true' || value === 'false',
};

export function falseOrTrue(name: string, description: string) {
  return asked(defineBoolean(name, { default: false, description }), false, TRUE_OR_FALSE);
}

function text(name: string, byDefault: string, description: string, check: Check) {
  return asked(defineString(name, { default: byDefault, description }), byDefault, check);
}

export function region(name: string, byDefault: string, description: string) {
  return text(name, byDefault, description, {
    expected: 'a region like europe-west3, which nam5 and eur3 are not',
    accepts: (value) => /^[a-z]+-[a-z]+\d+$/.test(value),
  });
}

/** The origin of a web app, or empty. FCM accepts only `https:` links. Emulators serve `http:`. */
export function origin(name: string, description: string) {
  return text(name, '', description, {
    expected: 'empty or an origin like https://example.com, without a path',
    accepts: (value, emulated) =>
      value === '' ||
      (URL.canParse(value) &&
        new URL(value).origin === value &&
        (value.startsWith('https://') || (emulated && value.startsWith('http://')))),
  });
}

/** For a value that another program checks. */
export function anyText(name: string, byDefault: string, description: string) {
  return text(name, byDefault, description, { expected: 'a text', accepts: () => true });
}

/**
 * A param whose value must be known when the functions are defined. A deployment defines functions
 * before the Firebase CLI asks for params. So the CLI does not know it: a dotenv file must have it.
 */
function known(name: string, byDefault: string, description: string, check: Check) {
  const options = { default: byDefault, description };
  return { name, options, ...check, value: () => process.env[name] || byDefault };
}

export function knownFalseOrTrue(name: string, description: string) {
  const options = { default: false, description };
  return { name, options, ...TRUE_OR_FALSE, value: () => process.env[name] === 'true' };
}

export function knownName(name: string, byDefault: string, description: string) {
  const check: Check = {
    expected: 'a name without spaces',
    accepts: (value) => /^\S+$/.test(value),
  };
  return known(name, byDefault, description, check);
}

/** A part of a path between slashes: an ID or a wildcard. */
const SEGMENT = /^([^/{}]+|\{\w+\})$/;
const wildcards = (path: string): readonly string[] => path.match(/\{\w+\}/g) ?? [];

/** A collection's path with the wildcards of the default. The `optional` ones can be omitted. */
export function collection(
  name: string,
  byDefault: string,
  description: string,
  optional: readonly string[] = [],
) {
  const allowed = wildcards(byDefault);
  const required = allowed.filter((each) => !optional.includes(each));
  const containing = required.length > 0 ? ` with ${required.join(', ')} in it` : '';
  return known(name, byDefault, description, {
    expected: `the path of a collection${containing}, like ${byDefault}`,
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
  });
}

/** A pair of our name and the app's name for a field. A dot separates the keys of nested maps. */
const PAIR = /^(\w+):([^\s.:,]+(?:\.[^\s.:,]+)*)$/;

/** The app's names for fields, as `ours:theirs,ours:theirs`. Other fields keep our name. */
export function fieldNames<const Name extends string>(
  name: string,
  ours: readonly Name[],
  description: string,
) {
  const ourNames: readonly string[] = ours;
  const pairsIn = (value: string) => value.split(',').map((pair) => PAIR.exec(pair.trim()));
  const param = known(name, '', description, {
    expected: `pairs of our name for a field and the app’s, like ${ours[0]}:my.field; ours are ${ours.join(', ')}`,
    accepts: (value) =>
      value === '' ||
      pairsIn(value).every((pair) => pair !== null && ourNames.includes(pair[1] ?? '')),
  });
  return {
    ...param,
    names() {
      const theirs = new Map(pairsIn(param.value()).map((pair) => [pair?.[1], pair?.[2]]));
      const entries = ours.map((each) => [each, theirs.get(each) ?? each]);
      return Object.fromEntries(entries) as Readonly<Record<Name, string>>;
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
