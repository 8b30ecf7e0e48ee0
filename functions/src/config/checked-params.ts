import {
  defineBoolean,
  defineInt,
  defineString,
  type ParamOptions,
} from 'firebase-functions/params';
import { type Checked, TRUE_OR_FALSE } from './defining-params.ts';

/** Adds a check and a default to a param: the SDK's value is 0 or false if nothing is set. */
const checked = <Value, Param extends { readonly name: string; value(): Value }>(
  param: Param,
  { default: byDefault }: { readonly default: Value },
  check: Omit<Checked, 'name'>,
) => {
  const valueFromSdk = param.value.bind(param);
  return Object.assign(param, check, {
    value: () => (process.env[param.name] === undefined ? byDefault : valueFromSdk()),
  });
};

type Options<T extends string | number | boolean> = Required<
  Pick<ParamOptions<T>, 'default' | 'description'>
>;

/** The emulators accept values from 0, so that tests do not have to wait as long. */
export function wholeNumber(
  name: string,
  { min, max, description, ...options }: Options<number> & { min: number; max: number },
) {
  return checked(
    defineInt(name, { ...options, description: `${description} From ${min} to ${max}.` }),
    options,
    {
      expected: `a whole number from ${min} to ${max}`,
      accepts: (value, emulated) =>
        /^\d+$/.test(value) && Number(value) >= (emulated ? 0 : min) && Number(value) <= max,
    },
  );
}

/** firebase-functions reads every text except `true` as false, even `True`. */
export function trueOrFalse(name: string, options: Options<boolean>) {
  return checked(defineBoolean(name, options), options, TRUE_OR_FALSE);
}

export function region(name: string, options: Options<string>) {
  return checked(defineString(name, options), options, {
    expected: 'a region like europe-west3, which nam5 and eur3 are not',
    accepts: (value) => /^[a-z]+-[a-z]+\d+$/.test(value),
  });
}

/** The origin of a web app, or empty. FCM accepts only `https:` links. Emulators serve `http:`. */
export function origin(name: string, options: Options<string>) {
  return checked(defineString(name, options), options, {
    expected: 'empty or an origin like https://example.com, without a path',
    accepts: (value, emulated) =>
      value === '' ||
      (URL.canParse(value) &&
        new URL(value).origin === value &&
        (value.startsWith('https://') || (emulated && value.startsWith('http://')))),
  });
}

/** For a value that another program checks. */
export function anyText(name: string, options: Options<string>) {
  return checked(defineString(name, options), options, { expected: 'a text', accepts: () => true });
}
