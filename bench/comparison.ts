import { markdownTable } from '../tools/metering/markdown-table.ts';
import { median } from './statistics.ts';

export interface BenchOptions {
  /** Runs only long enough to show that everything works. */
  readonly quick: boolean;
  readonly interrupt: AbortSignal;
}

/** One part of the benchmarks. Prints its tables, and returns complaints that hold on any machine. */
export type BenchPart = (options: BenchOptions) => Promise<string[]>;

/** The measurements of one run, by the names of the quantities. */
export type Sample = Readonly<Record<string, number>>;

export interface Contender {
  readonly name: string;
  run(): Promise<Sample>;
}

export interface Measured {
  readonly name: string;
  readonly samples: readonly Sample[];
}

/**
 * Runs each contender once per round, one at a time. Every second round has the opposite order, so
 * that no contender gains from a machine that warms up or slows down.
 */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
): Promise<Measured[]> {
  const measured = contenders.map(({ name, run }) => ({ name, run, samples: [] as Sample[] }));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? measured : measured.toReversed();
    for (const { run, samples } of order) samples.push(await run());
  }
  return measured;
}

export function medianOf(one: Measured, quantity: string): number {
  return median(valuesOf(one, quantity));
}

/** Returns a complaint for each quantity of which a run measured more than the limit. */
export function complaints(
  where: string,
  one: Measured | undefined,
  limits: Readonly<Record<string, number>>,
): string[] {
  return Object.entries(limits).flatMap(([quantity, limit]) => {
    const max = Math.max(...(one ? valuesOf(one, quantity) : [Number.NaN]));
    return max <= limit ? [] : [`${where}, ${one?.name}: ${max} ${quantity}, limit ${limit}`];
  });
}

/**
 * Prints a row for each contender: the median, the minimum, the maximum, and the ratio to the
 * median of the first contender, which is the baseline.
 */
export function printComparison(
  title: string,
  measured: readonly Measured[],
  quantities: readonly string[] = Object.keys(measured[0]?.samples[0] ?? {}),
): void {
  const rows = measured.map((one) => [
    one.name,
    ...quantities.map((quantity) => {
      const values = valuesOf(one, quantity);
      const [middle, min, max] = [median(values), Math.min(...values), Math.max(...values)];
      const spread = min === max ? '' : ` (${figure(min)}–${figure(max)})`;
      const baseline = one === measured[0] ? undefined : measured[0];
      const ratio = middle / (baseline ? medianOf(baseline, quantity) : Number.NaN);
      return `${figure(middle)}${spread}${Number.isFinite(ratio) ? ` ${ratio.toFixed(2)}×` : ''}`;
    }),
  ]);
  printTable(title, ['', ...quantities], rows);
}

export function printTable(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  console.log(`\n${title}\n\n${markdownTable(heads, rows)}`);
}

/** Returns at most three digits of a small number, and a large one without a fraction. */
export function figure(value: number): string {
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

function valuesOf({ name, samples }: Measured, quantity: string): number[] {
  return samples.map((sample) => {
    const value = sample[quantity];
    if (value === undefined) throw new Error(`${name} did not measure ${quantity}`);
    return value;
  });
}
