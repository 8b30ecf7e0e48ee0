import type { EntryRule } from './rules.ts';

/**
 * What became of a JSON value read as a protobuf scalar: a value, perhaps one that FCM refuses, with
 * the reason in `broken`; or none, with the `reason` that ends FCM's "Invalid value at".
 */
export type Reading<T> =
  | { readonly ok: true; readonly value: T; readonly broken: string | undefined }
  | { readonly ok: false; readonly reason: string };

export interface ScalarField<T extends string | number | boolean> {
  readonly kind: 'scalar';
  /** As FCM names it in errors: `TYPE_STRING`, `type.googleapis.com/google.protobuf.Duration`. */
  readonly protoType: string;
  readonly read: (json: unknown) => Reading<T>;
}

export interface RepeatedField {
  readonly kind: 'repeated';
  readonly item: ScalarField<string>;
}

export interface StringMapField {
  readonly kind: 'stringMap';
  readonly brokenEntry?: EntryRule;
}

/** Any JSON object, protobuf's `Struct`. */
export interface StructField {
  readonly kind: 'struct';
}

export interface MessageField {
  readonly kind: 'message';
  readonly message: MessageType;
}

export type Field =
  | ScalarField<string>
  | ScalarField<number>
  | ScalarField<boolean>
  | RepeatedField
  | StringMapField
  | StructField
  | MessageField;

export interface NamedField {
  /** The lowerCamelCase JSON name. */
  readonly name: string;
  /** The snake_case name of the .proto file, which FCM's errors use. */
  readonly protoName: string;
  readonly field: Field;
}

export interface MessageType {
  readonly protoType: string;
  /** By both names that JSON may use. */
  readonly byJsonName: ReadonlyMap<string, NamedField>;
  readonly required: readonly NamedField[];
}

type FieldFor<T> = T extends boolean
  ? ScalarField<boolean>
  : T extends number
    ? ScalarField<number>
    : T extends string
      ? ScalarField<string>
      : T extends readonly string[]
        ? RepeatedField
        : string extends keyof T
          ? MapFieldFor<T[keyof T]>
          : MessageField;

// `any` is the only type that both 1 and 0 extend after an intersection with it.
type MapFieldFor<V> = 0 extends 1 & V ? StructField : StringMapField;

/** One field for each property of the published schema `S`, of the kind its type allows. */
export type FieldsOf<S> = {
  readonly [K in keyof Required<S>]: Extract<FieldFor<NonNullable<S[K]>>, Field>;
};

const protoNameOf = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

/** The message type of a published schema; `S` must be given, so that the compiler finds what is missing. */
export function messageType<S extends object>(
  protoType: string,
  fields: FieldsOf<NoInfer<S>>,
  required: readonly (keyof NoInfer<S> & string)[] = [],
): MessageType {
  const named = Object.entries<Field>(fields).map(([name, field]) => ({
    name,
    protoName: protoNameOf(name),
    field,
  }));
  return {
    protoType,
    byJsonName: new Map(
      named.flatMap((each) => [
        [each.name, each],
        [each.protoName, each],
      ]),
    ),
    required: named.filter(({ name }) => required.some((one) => one === name)),
  };
}
