import type { Sample } from './interleave.ts';

/** The value that such a share of the others do not exceed. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The quantiles that a tail is told by, named after what they are of. */
export function quantiles(name: string, values: readonly number[]): Sample {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    [`${name}P50`]: quantile(sorted, 0.5),
    [`${name}P95`]: quantile(sorted, 0.95),
    [`${name}P99`]: quantile(sorted, 0.99),
    [`${name}P999`]: quantile(sorted, 0.999),
  };
}
