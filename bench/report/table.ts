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

/** Padded so that it reads as it stands. Beside the first columns, which are texts, are figures. */
export function markdownTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  textColumns = 1,
): string {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const padded = (cells: readonly string[]) =>
    cells.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column < textColumns ? cell.padEnd(width) : cell.padStart(width);
    });
  const rule = widths.map((width, column) =>
    column < textColumns ? '-'.repeat(width) : `${'-'.repeat(Math.max(1, width - 1))}:`,
  );
  return [padded(heads), rule, ...rows.map(padded)].map(line).join('\n');
}
