import { markdownTable } from '../../tools/metering/markdown-table.ts';
import { type Measured, valuesOf } from '../compare/interleave.ts';
import { summarize } from '../compare/statistics.ts';

export interface Column {
  readonly title: string;
  readonly quantity: string;
  readonly digits: number;
  /** Adds a column with the ratio to the first row. */
  readonly ratio?: true;
}

/** Prints medians with their spread (least–most), one row a contender, the baseline first. */
export function printComparison(
  title: string,
  measured: readonly Measured[],
  columns: readonly Column[],
): void {
  const heads = columns.flatMap(({ title, ratio }) => (ratio ? [title, 'ratio'] : [title]));
  const rows = measured.map((one) => [
    one.name,
    ...columns.flatMap(({ quantity, digits, ratio }) => {
      const { median, min, max } = summarize(valuesOf(one, quantity));
      const figure = (value: number) =>
        value.toLocaleString('en', {
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
        });
      const spread = min === max ? '' : ` (${figure(min)}–${figure(max)})`;
      const cell = `${figure(median)}${spread}`;
      return ratio ? [cell, ratioToFirst(one, measured, quantity)] : [cell];
    }),
  ]);
  printTable(title, ['', ...heads], rows);
}

/** The ratio of two contenders' medians. */
export function medianRatio(one: Measured, other: Measured, quantity: string): number {
  return summarize(valuesOf(one, quantity)).median / summarize(valuesOf(other, quantity)).median;
}

function ratioToFirst(one: Measured, [first]: readonly Measured[], quantity: string): string {
  if (first === undefined || first === one) return '1';
  const ratio = medianRatio(one, first, quantity);
  return `${Number.isFinite(ratio) ? ratio.toFixed(2) : '–'}×`;
}

/** Prints a table in Markdown. */
export function printTable(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  console.log(`\n${title}\n\n${markdownTable(heads, rows)}`);
}
