import type { ScalarField } from './field.ts';
import type { Rule } from './rules.ts';

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;
const DURATION = /^-?\d{1,12}(\.\d{1,9})?s$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** @param said what the JSON says; undefined where it says none of this type */
const scalar = <T extends string | number | boolean>(
  protoType: string,
  said: (json: unknown) => T | undefined,
  broken?: Rule<T>,
  misfit: (json: unknown) => string = JSON.stringify,
): ScalarField<T> => ({
  kind: 'scalar',
  protoType,
  read: (json) => {
    const value = said(json);
    if (value !== undefined) return { ok: true, value, broken: broken?.(value) };
    const isContainer = typeof json === 'object' && json !== null;
    return {
      ok: false,
      reason: isContainer ? 'Starting an object on a scalar field' : misfit(json),
    };
  },
});

const textIn = (json: unknown, pattern: RegExp): string | undefined =>
  typeof json === 'string' && pattern.test(json) ? json : undefined;

/** Google's JSON front end takes `"5"` for `5`, as it takes `"true"` for `true`. */
function numberIn(json: unknown): number {
  if (typeof json === 'number') return json;
  return typeof json === 'string' && json.trim() !== '' ? Number(json) : Number.NaN;
}

export const text = (broken?: Rule<string>): ScalarField<string> =>
  scalar('TYPE_STRING', (json) => (typeof json === 'string' ? json : undefined), broken);

export const bool = (): ScalarField<boolean> =>
  scalar('TYPE_BOOL', (json) => {
    if (json === true || json === 'true') return true;
    return json === false || json === 'false' ? false : undefined;
  });

export const int32 = (): ScalarField<number> =>
  scalar('TYPE_INT32', (json) => {
    const value = numberIn(json);
    return Number.isInteger(value) && value >= INT32_MIN && value <= INT32_MAX ? value : undefined;
  });

export const float = (broken?: Rule<number>): ScalarField<number> =>
  scalar(
    'TYPE_FLOAT',
    (json) => {
      const value = numberIn(json);
      return Number.isNaN(value) && json !== 'NaN' ? undefined : value;
    },
    broken,
  );

/** `broken` gets the seconds. */
export const duration = (broken?: Rule<number>): ScalarField<string> =>
  scalar(
    'type.googleapis.com/google.protobuf.Duration',
    (json) => textIn(json, DURATION),
    broken && ((text) => broken(Number(text.slice(0, -1)))),
    () => "Illegal duration format; duration must end with 's'",
  );

export const timestamp = (): ScalarField<string> =>
  scalar('type.googleapis.com/google.protobuf.Timestamp', (json) => {
    const text = textIn(json, TIMESTAMP);
    return text === undefined || Number.isNaN(Date.parse(text)) ? undefined : text;
  });

/**
 * `names` are in the order of their numbers, from 0. They are compared without regard to case, as
 * FCM does: its own SDK sends `high` for `HIGH`.
 */
export const enumeration = (protoType: string, names: readonly string[]): ScalarField<string> =>
  scalar(`type.googleapis.com/${protoType}`, (json) =>
    typeof json === 'number'
      ? names[json]
      : names.find((each) => typeof json === 'string' && each === json.toUpperCase()),
  );
