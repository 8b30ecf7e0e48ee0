export const CHARGED = ['reads', 'writes', 'deletes', 'invocations', 'tasks'] as const;

export type Charged = (typeof CHARGED)[number];
export type Charges = Readonly<Record<Charged, number>>;

export function sumOf(one: Charges, other: Charges): Charges {
  return {
    reads: one.reads + other.reads,
    writes: one.writes + other.writes,
    deletes: one.deletes + other.deletes,
    invocations: one.invocations + other.invocations,
    tasks: one.tasks + other.tasks,
  };
}

export function times({ reads, writes, deletes, invocations, tasks }: Charges, n: number): Charges {
  return {
    reads: reads * n,
    writes: writes * n,
    deletes: deletes * n,
    invocations: invocations * n,
    tasks: tasks * n,
  };
}
