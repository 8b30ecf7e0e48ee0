import { isObject, type JsonObject } from '../json.ts';

export interface FieldViolation {
  /** Absent for the root, as in FCM's answers. */
  readonly field?: string;
  readonly description: string;
}

interface Findings {
  /** The JSON does not match the definition. Google's JSON front end answers, FCM does not see it. */
  readonly misfits: FieldViolation[];
  /** The JSON matches, but FCM refuses a value. */
  readonly broken: FieldViolation[];
}

/** A field of a message in proto3 JSON. */
export interface Field {
  readonly isList?: true;
  /**
   * Returns the value of the JSON, or undefined if it does not match.
   *
   * @param path its path in the message, in .proto names
   */
  readonly read: (json: unknown, path: string, findings: Findings) => unknown;
}

/** Returns what is wrong with a value of the right type, or undefined. */
export type Rule<T> = (value: T) => string | undefined;

export const matches =
  (pattern: RegExp, problem: string): Rule<string> =>
  (value) =>
    pattern.test(value) ? undefined : problem;

/** @param problem a description that contains the limits */
export const within =
  (min: number, max: number, problem: string): Rule<number> =>
  (value) =>
    value >= min && value <= max ? undefined : problem;

/** Returns what is wrong with an entry of a map, and how FCM names the entry after the map's path. */
export type EntryRule = (
  key: string,
  value: string,
  index: number,
) => { readonly at: string; readonly description: string } | undefined;

/** Returns a request under lowerCamelCase names and without nulls, and what is wrong with it. */
export function readRequest(
  definition: Field,
  json: JsonObject,
): Findings & { readonly value: JsonObject } {
  const findings: Findings = { misfits: [], broken: [] };
  const value = definition.read(json, '', findings);
  return { value: isObject(value) ? value : {}, ...findings };
}

/** @param valueIn returns the value of the JSON, or undefined if it is not of this type */
const scalar = <T>(
  protoType: string,
  valueIn: (json: unknown) => T | undefined,
  rule?: Rule<T>,
  reason: (json: unknown) => string = JSON.stringify,
): Field => ({
  read(json, path, findings) {
    const value = valueIn(json);
    if (value === undefined) {
      const isContainer = typeof json === 'object' && json !== null;
      const words = isContainer ? 'Starting an object on a scalar field' : reason(json);
      findings.misfits.push(invalidValue(path, protoType, words));
      return undefined;
    }
    const description = rule?.(value);
    if (description !== undefined) findings.broken.push({ field: path, description });
    return value;
  },
});

const textIn = (json: unknown, pattern: RegExp): string | undefined =>
  typeof json === 'string' && pattern.test(json) ? json : undefined;

/** Google's JSON front end accepts `"5"` for `5`, and `"true"` for `true`. */
function numberIn(json: unknown): number {
  if (typeof json === 'number') return json;
  return typeof json === 'string' && json.trim() !== '' ? Number(json) : Number.NaN;
}

export const text = (rule?: Rule<string>): Field =>
  scalar('TYPE_STRING', (json) => (typeof json === 'string' ? json : undefined), rule);

export const bool: Field = scalar('TYPE_BOOL', (json) => {
  if (json === true || json === 'true') return true;
  return json === false || json === 'false' ? false : undefined;
});

export const int32: Field = scalar('TYPE_INT32', (json) => {
  const value = numberIn(json);
  // Bitwise operators return whole numbers of 32 bits.
  return value === (value | 0) ? value : undefined;
});

export const float = (rule: Rule<number>): Field =>
  scalar(
    'TYPE_FLOAT',
    (json) => {
      const value = numberIn(json);
      return Number.isNaN(value) && json !== 'NaN' ? undefined : value;
    },
    rule,
  );

/** @param rule gets the seconds */
export const duration = (rule?: Rule<number>): Field =>
  scalar(
    'type.googleapis.com/google.protobuf.Duration',
    (json) => textIn(json, /^-?\d{1,12}(\.\d{1,9})?s$/),
    rule && ((value) => rule(Number(value.slice(0, -1)))),
    () => "Illegal duration format; duration must end with 's'",
  );

const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
export const timestamp: Field = scalar('type.googleapis.com/google.protobuf.Timestamp', (json) => {
  const value = textIn(json, TIMESTAMP);
  return value === undefined || Number.isNaN(Date.parse(value)) ? undefined : value;
});

/**
 * Like FCM, it ignores case: FCM's own SDK sends `high` for `HIGH`.
 *
 * @param names in the order of their numbers, from 0
 */
export const enumeration = (protoType: string, names: readonly string[]): Field =>
  scalar(`type.googleapis.com/${protoType}`, (json) =>
    typeof json === 'number'
      ? names[json]
      : names.find((each) => typeof json === 'string' && each === json.toUpperCase()),
  );

export const list = (item: Field): Field => ({
  isList: true,
  read(json, path, findings) {
    const items: unknown[] = Array.isArray(json) ? json : [json];
    return items.map((each, i) => item.read(each, `${path}[${i}]`, findings));
  },
});

/** A value that is an object in JSON. Anything else does not match. */
const container = (
  protoType: string,
  readEntries: (json: JsonObject, path: string, findings: Findings) => JsonObject,
): Field => ({
  read(json, path, findings) {
    if (isObject(json)) return readEntries(json, path, findings);
    findings.misfits.push(invalidValue(path, protoType, JSON.stringify(json)));
    return undefined;
  },
});

/** Any JSON object, protobuf's `Struct`. */
export const struct = container('type.googleapis.com/google.protobuf.Struct', (json) => json);

/** A map of strings. */
export const map = (rule?: EntryRule): Field =>
  container('Map', (json, path, findings) => {
    for (const [i, [key, value]] of Object.entries(json).entries()) {
      if (typeof value === 'string') {
        const broken = rule?.(key, value, i);
        if (broken === undefined) continue;
        findings.broken.push({ field: path + broken.at, description: broken.description });
      } else {
        const at = `${path}[${i}].value`;
        findings.misfits.push(invalidValue(at, 'TYPE_STRING', JSON.stringify(value)));
      }
    }
    return json;
  });

/** One field for each property of the published schema `S`. */
type FieldsOf<S> = { readonly [K in keyof Required<S>]: Field };

/** `S` must be given, so that the compiler finds missing fields of the published schema. */
export function message<S extends object>(
  protoType: string,
  fields: FieldsOf<NoInfer<S>>,
  required: readonly (keyof NoInfer<S> & string)[] = [],
): Field {
  const named = Object.entries<Field>(fields).map(([name, field]) => {
    return { name, protoName: protoNameOf(name), field };
  });
  // JSON can use both names.
  const byName = new Map(
    named.flatMap((each) => [[each.name, each] as const, [each.protoName, each]]),
  );
  return container(`type.googleapis.com/${protoType}`, (json, path, findings) => {
    const value: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(json)) {
      const known = byName.get(key);
      if (known === undefined) {
        findings.misfits.push(unknownName(key, path, 'Cannot find field.'));
      } else if (Array.isArray(item) && !known.field.isList) {
        const reason = 'Proto field is not repeating, cannot start list.';
        findings.misfits.push(unknownName(known.protoName, path, reason));
      } else if (item !== null) {
        const read = known.field.read(item, join(path, known.protoName), findings);
        if (read !== undefined) value[known.name] = read;
      }
    }
    for (const name of required) {
      if (value[name] !== undefined || findings.misfits.length > 0) continue;
      const field = join(path, protoNameOf(name));
      findings.broken.push({ field, description: `The field ${field} is required.` });
    }
    return value;
  });
}

/** Returns the snake_case name in the .proto file, which FCM's errors use, of a lowerCamelCase name. */
const protoNameOf = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

const invalidValue = (path: string, protoType: string, reason: string): FieldViolation => ({
  field: path,
  description: `Invalid value at '${path}' (${protoType}), ${reason}`,
});

const unknownName = (name: string, path: string, reason: string): FieldViolation => ({
  ...(path !== '' && { field: path }),
  description: `Invalid JSON payload received. Unknown name "${name}"${path === '' ? '' : ` at '${path}'`}: ${reason}`,
});

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
