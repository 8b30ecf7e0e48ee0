import type { DeliveryLimits } from '../functions/src/delivery/record.ts';

/** The functions' defaults, ms. */
export const DEFAULT_LIMITS: DeliveryLimits = {
  unavailableMs: 10_000,
  quotaMs: 60_000,
  maxAgeMs: 14_400_000,
  leaseMs: 60_000,
};
