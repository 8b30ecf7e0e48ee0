/** A message, the field that the answer blames, and the words it has for it. */
export type RefusedCase = readonly [name: string, message: unknown, field: string, text: RegExp];
