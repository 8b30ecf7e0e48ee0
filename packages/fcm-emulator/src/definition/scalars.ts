import type { Reading, ScalarField } from './field.ts';
import type { Rule } from './rules.ts';

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;
const DURATION = /^-?\d{1,12}(\.\d{1,9})?s$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

const read = <T>(value: T, broken?: Rule<T>): Reading<T> => ({
  ok: true,
  value,
  broken: broken?.(value),
});
const refuse = (json: unknown): { ok: false; reason: string } => ({
  ok: false,
  reason: isContainer(json) ? 'Starting an object on a scalar field' : JSON.stringify(json),
});
const isContainer = (json: unknown): boolean => typeof json === 'object' && json !== null;

export function text(broken?: Rule<string>): ScalarField<string> {
  return {
    kind: 'scalar',
    protoType: 'TYPE_STRING',
    read: (json) => (typeof json === 'string' ? read(json, broken) : refuse(json)),
  };
}

/** Google's JSON front end takes `"true"` for `true`, as it takes `"5"` for `5`. */
export function bool(): ScalarField<boolean> {
  return {
    kind: 'scalar',
    protoType: 'TYPE_BOOL',
    read: (json) => {
      if (json === true || json === 'true') return read(true);
      return json === false || json === 'false' ? read(false) : refuse(json);
    },
  };
}

export function int32(): ScalarField<number> {
  return {
    kind: 'scalar',
    protoType: 'TYPE_INT32',
    read: (json) => {
      const value = numberIn(json);
      return Number.isInteger(value) && value >= INT32_MIN && value <= INT32_MAX
        ? read(value)
        : refuse(json);
    },
  };
}

export function float(broken?: Rule<number>): ScalarField<number> {
  return {
    kind: 'scalar',
    protoType: 'TYPE_FLOAT',
    read: (json) => {
      const value = numberIn(json);
      return Number.isNaN(value) && json !== 'NaN' ? refuse(json) : read(value, broken);
    },
  };
}

function numberIn(json: unknown): number {
  if (typeof json === 'number') return json;
  return typeof json === 'string' && json.trim() !== '' ? Number(json) : Number.NaN;
}

/** `broken` gets the seconds. */
export function duration(broken?: Rule<number>): ScalarField<string> {
  return {
    kind: 'scalar',
    protoType: 'type.googleapis.com/google.protobuf.Duration',
    read: (json) => {
      if (typeof json === 'string' && DURATION.test(json)) {
        return read(json, broken && (() => broken(Number(json.slice(0, -1)))));
      }
      if (isContainer(json)) return refuse(json);
      return {
        ok: false,
        reason: "Illegal duration format; duration must end with 's'",
      };
    },
  };
}

export function timestamp(): ScalarField<string> {
  return {
    kind: 'scalar',
    protoType: 'type.googleapis.com/google.protobuf.Timestamp',
    read: (json) =>
      typeof json === 'string' && TIMESTAMP.test(json) && !Number.isNaN(Date.parse(json))
        ? read(json)
        : refuse(json),
  };
}

/**
 * `names` are in the order of their numbers, from 0. They are compared without regard to case, as
 * FCM does: its own SDK sends `high` for `HIGH`.
 */
export function enumeration(protoType: string, names: readonly string[]): ScalarField<string> {
  return {
    kind: 'scalar',
    protoType: `type.googleapis.com/${protoType}`,
    read: (json) => {
      const name =
        typeof json === 'number'
          ? names[json]
          : names.find((each) => typeof json === 'string' && each === json.toUpperCase());
      return name === undefined ? refuse(json) : read(name);
    },
  };
}
