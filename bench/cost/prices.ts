import { CHARGED, type Charged, type Charges } from '../../tools/metering/charges.ts';

/**
 * List prices in US dollars, without free quotas. Firestore's are those of a multi-region (nam5),
 * which costs more than a region. Only the price of tasks was read on its page, on the day below
 * (cloud.google.com/tasks/pricing). Before you plan with the others, check /firestore/pricing,
 * /functions/pricing and your region.
 */
export const PRICES_AS_OF = '2026-11-24';

/** Dollars per million. Firestore lists them per 100,000. */
const PER_MILLION: Readonly<Record<Charged, number>> = {
  reads: 0.6,
  writes: 1.8,
  /** Deletes by a TTL policy cost the same. */
  deletes: 0.2,
  invocations: 0.4,
  /** A task is charged when it is created and when it is dispatched. */
  tasks: 2 * 0.4,
};

/** Returns the dollars for a million of situations with these charges. */
export function dollarsPerMillion(charges: Charges): number {
  return CHARGED.reduce((sum, what) => sum + charges[what] * PER_MILLION[what], 0);
}
