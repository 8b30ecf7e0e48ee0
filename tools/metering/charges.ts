export const CHARGED = ['reads', 'writes', 'deletes', 'invocations', 'tasks'] as const;

export type Charged = (typeof CHARGED)[number];
export type Charges = Readonly<Record<Charged, number>>;
