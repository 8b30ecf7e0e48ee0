import { isObject, type JsonObject } from '../json.ts';
import type { Field, MessageType, NamedField, StringMapField } from './field.ts';

export interface FieldViolation {
  /** Absent for the root, as in FCM's answers. */
  readonly field?: string;
  readonly description: string;
}

export interface ReadMessage {
  /** What the JSON says, under lowerCamelCase names, with nulls left out. */
  readonly value: JsonObject;
  /** The JSON does not fit the definition: Google's JSON front end answers before FCM sees it. */
  readonly misfits: readonly FieldViolation[];
  /** It fits, and FCM itself refuses a value. */
  readonly broken: readonly FieldViolation[];
}

interface Findings {
  readonly misfits: FieldViolation[];
  readonly broken: FieldViolation[];
}

/** Reads proto3 JSON as a message of `type`; `path` is where it stands, in .proto names. */
export function readMessage(type: MessageType, json: JsonObject, path = ''): ReadMessage {
  const findings: Findings = { misfits: [], broken: [] };
  return { value: readFields(type, json, path, findings), ...findings };
}

function readFields(
  type: MessageType,
  json: JsonObject,
  path: string,
  findings: Findings,
): JsonObject {
  const entries: [string, unknown][] = [];
  for (const [key, value] of Object.entries(json)) {
    const named = type.byJsonName.get(key);
    if (named === undefined) {
      findings.misfits.push(unknownName(key, path, 'Cannot find field.'));
    } else if (value !== null) {
      const read = readField(named, value, path, findings);
      if (read !== undefined) entries.push([named.name, read]);
    }
  }
  const value = Object.fromEntries(entries);
  for (const { name, protoName } of type.required) {
    if (value[name] === undefined && findings.misfits.length === 0) {
      findings.broken.push({
        field: join(path, protoName),
        description: `The field ${join(path, protoName)} is required.`,
      });
    }
  }
  return value;
}

function readField(
  { protoName, field }: NamedField,
  json: unknown,
  parent: string,
  findings: Findings,
): unknown {
  const path = join(parent, protoName);
  if (Array.isArray(json) && field.kind !== 'repeated') {
    findings.misfits.push(
      unknownName(protoName, parent, 'Proto field is not repeating, cannot start list.'),
    );
    return undefined;
  }
  switch (field.kind) {
    case 'scalar':
      return readScalar(field, json, path, findings);
    case 'repeated': {
      const items: unknown[] = Array.isArray(json) ? json : [json];
      return items.map((item, i) => readScalar(field.item, item, `${path}[${i}]`, findings));
    }
    case 'stringMap':
      return isObject(json)
        ? readStringMap(field, json, path, findings)
        : misfit(path, 'Map', json, findings);
    case 'struct':
      return isObject(json)
        ? json
        : misfit(path, 'type.googleapis.com/google.protobuf.Struct', json, findings);
    case 'message':
      return isObject(json)
        ? readFields(field.message, json, path, findings)
        : misfit(path, protoTypeOf(field), json, findings);
  }
}

function readStringMap(
  field: StringMapField,
  json: JsonObject,
  path: string,
  findings: Findings,
): JsonObject {
  for (const [i, [key, value]] of Object.entries(json).entries()) {
    if (typeof value !== 'string') {
      misfit(`${path}[${i}].value`, 'TYPE_STRING', value, findings);
      continue;
    }
    const broken = field.brokenEntry?.(key, value, i);
    if (broken !== undefined) {
      findings.broken.push({ field: path + broken.at, description: broken.description });
    }
  }
  return json;
}

function readScalar(
  field: Extract<Field, { kind: 'scalar' }>,
  json: unknown,
  path: string,
  findings: Findings,
): unknown {
  const reading = field.read(json);
  if (!reading.ok) {
    findings.misfits.push(invalidValue(path, field.protoType, reading.reason));
    return undefined;
  }
  if (reading.broken !== undefined) {
    findings.broken.push({ field: path, description: reading.broken });
  }
  return reading.value;
}

function misfit(path: string, protoType: string, json: unknown, findings: Findings): undefined {
  findings.misfits.push(invalidValue(path, protoType, JSON.stringify(json)));
}

const protoTypeOf = (field: Field & { kind: 'message' }): string =>
  `type.googleapis.com/${field.message.protoType}`;

const invalidValue = (path: string, protoType: string, reason: string): FieldViolation => ({
  field: path,
  description: `Invalid value at '${path}' (${protoType}), ${reason}`,
});

const unknownName = (name: string, path: string, reason: string): FieldViolation => ({
  ...(path !== '' && { field: path }),
  description: `Invalid JSON payload received. Unknown name "${name}"${path === '' ? '' : ` at '${path}'`}: ${reason}`,
});

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
