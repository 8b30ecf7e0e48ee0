import { CHARGED, type Charged, type Charges } from '../../tools/metering/charges.ts';

/**
 * List prices in US dollars, without free quotas, for Firestore in a multi-region (nam5), which is
 * dearer than a region. Written down on 2026-11-24; only the price of tasks was read on its page
 * (cloud.google.com/tasks/pricing) that day. Check /firestore/pricing and /functions/pricing, and
 * your region, before you plan with them.
 */
export const PRICES_AS_OF = '2026-11-24';

const FIRESTORE_UNIT = 100_000;
const MILLION = 1_000_000;
/** A task is charged when it is created and when it is dispatched. */
const CHARGES_PER_TASK = 2;

const PRICES = {
  reads: 0.06 / FIRESTORE_UNIT,
  writes: 0.18 / FIRESTORE_UNIT,
  /** TTL deletes cost the same. */
  deletes: 0.02 / FIRESTORE_UNIT,
  invocations: 0.4 / MILLION,
  tasks: (0.4 / MILLION) * CHARGES_PER_TASK,
} as const satisfies Readonly<Record<Charged, number>>;

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

/** Dollars for a million of what has these charges each. */
export function dollarsPerMillion(charges: Charges): number {
  return CHARGED.reduce((sum, what) => sum + charges[what] * PRICES[what], 0) * MILLION;
}
