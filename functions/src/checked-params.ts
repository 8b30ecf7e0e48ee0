import {
  defineBoolean,
  defineInt,
  defineString,
  type ParamOptions,
  select,
} from 'firebase-functions/params';

/** Which values of a param make sense. */
export interface Checked {
  readonly name: string;
  /** They, as the end of “it must be …”. */
  readonly wanted: string;
  takes(value: string, emulated: boolean): boolean;
}

const checked = <Param extends object>(param: Param, check: Omit<Checked, 'name'>) =>
  Object.assign(param, check);

type Told<T extends string | number | boolean> = Required<
  Pick<ParamOptions<T>, 'default' | 'description'>
>;

/** The emulators take less than the least, down to 0, so that a test need not wait as long. */
export function wholeNumber(
  name: string,
  { least, most, description, ...told }: Told<number> & { least: number; most: number },
) {
  return checked(
    defineInt(name, { ...told, description: `${description} From ${least} to ${most}.` }),
    {
      wanted: `a whole number from ${least} to ${most}`,
      takes: (value, emulated) =>
        /^\d+$/.test(value) && Number(value) >= (emulated ? 0 : least) && Number(value) <= most,
    },
  );
}

const TRUE_OR_FALSE: Omit<Checked, 'name'> = {
  wanted: 'true or false',
  takes: (value) => value === 'true' || value === 'false',
};

/** firebase-functions takes anything but `true` for false, were it only `True`. */
export function trueOrFalse(name: string, told: Told<boolean>) {
  return checked(defineBoolean(name, told), TRUE_OR_FALSE);
}

/**
 * Known when functions are defined, which a deployment does before it asks for params. So it is
 * none to the CLI, and counts only where a dotenv file has it.
 */
export function definingTrueOrFalse(name: string, options: Told<boolean>) {
  return checked({ name, options, value: () => process.env[name] === 'true' }, TRUE_OR_FALSE);
}

export function oneOf(name: string, values: readonly string[], told: Told<string>) {
  return checked(defineString(name, { ...told, input: select([...values]) }), {
    wanted: values.join(' or '),
    takes: (value) => values.includes(value),
  });
}

export function region(name: string, told: Told<string>) {
  return checked(defineString(name, told), {
    wanted: 'a region like europe-west3, which nam5 and eur3 are not',
    takes: (value) => /^[a-z]+-[a-z]+\d+$/.test(value),
  });
}

/** Of a web app, or empty. FCM takes no link but `https:`; the emulators serve `http:`. */
export function origin(name: string, told: Told<string>) {
  return checked(defineString(name, told), {
    wanted: 'empty or an origin like https://example.com, without a path',
    takes: (value, emulated) =>
      value === '' ||
      (URL.canParse(value) &&
        new URL(value).origin === value &&
        (value.startsWith('https://') || (emulated && value.startsWith('http://')))),
  });
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
