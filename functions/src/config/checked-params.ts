import {
  defineBoolean,
  defineInt,
  defineString,
  type ParamOptions,
  select,
} from 'firebase-functions/params';
import { type Checked, TRUE_OR_FALSE } from './defining-params.ts';

/** Has the default count where nothing is set, too: the SDK would take 0, false or an empty text. */
const checked = <Value, Param extends { readonly name: string; value(): Value }>(
  param: Param,
  { default: byDefault }: { readonly default: Value },
  check: Omit<Checked, 'name'>,
) => {
  const set = param.value.bind(param);
  return Object.assign(param, check, {
    value: () => (process.env[param.name] === undefined ? byDefault : set()),
  });
};

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
    told,
    {
      wanted: `a whole number from ${least} to ${most}`,
      takes: (value, emulated) =>
        /^\d+$/.test(value) && Number(value) >= (emulated ? 0 : least) && Number(value) <= most,
    },
  );
}

/** firebase-functions takes anything but `true` for false, were it only `True`. */
export function trueOrFalse(name: string, told: Told<boolean>) {
  return checked(defineBoolean(name, told), told, TRUE_OR_FALSE);
}

export function oneOf(name: string, values: readonly string[], told: Told<string>) {
  return checked(defineString(name, { ...told, input: select([...values]) }), told, {
    wanted: values.join(' or '),
    takes: (value) => values.includes(value),
  });
}

export function region(name: string, told: Told<string>) {
  return checked(defineString(name, told), told, {
    wanted: 'a region like europe-west3, which nam5 and eur3 are not',
    takes: (value) => /^[a-z]+-[a-z]+\d+$/.test(value),
  });
}

/** Of a web app, or empty. FCM takes no link but `https:`; the emulators serve `http:`. */
export function origin(name: string, told: Told<string>) {
  return checked(defineString(name, told), told, {
    wanted: 'empty or an origin like https://example.com, without a path',
    takes: (value, emulated) =>
      value === '' ||
      (URL.canParse(value) &&
        new URL(value).origin === value &&
        (value.startsWith('https://') || (emulated && value.startsWith('http://')))),
  });
}

/** For a program that checks it itself. */
export function anyText(name: string, told: Told<string>) {
  return checked(defineString(name, told), told, { wanted: 'a text', takes: () => true });
}
