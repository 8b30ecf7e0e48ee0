import { CHARGED, type Charged, type Charges } from '../../tools/metering/charges.ts';

/**
 * List prices in US dollars, without free quotas. Firestore's are those of a multi-region (nam5),
 * which costs more than a region. Written down on 2026-11-24; only the price of tasks was read on its
 * page (cloud.google.com/tasks/pricing) that day. Check /firestore/pricing and /functions/pricing, and
 * your region, before you plan with them.
 */
export const PRICES_AS_OF = '2026-11-24';

/** Dollars for a million of each. Firestore lists them for 100,000. */
const PER_MILLION: Readonly<Record<Charged, number>> = {
  reads: 0.6,
  writes: 1.8,
  /** Deletes by a TTL policy cost the same. */
  deletes: 0.2,
  invocations: 0.4,
  /** A task is charged when it is created and when it is dispatched. */
  tasks: 2 * 0.4,
};

/** Returns the dollars for a million of what has these charges each. */
export function dollarsPerMillion(charges: Charges): number {
  return CHARGED.reduce((sum, what) => sum + charges[what] * PER_MILLION[what], 0);
}
