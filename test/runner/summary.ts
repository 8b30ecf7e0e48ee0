export interface Counts {
  passed: number;
  failed: number;
}

export interface StepResult extends Counts {
  step: string;
  durationMs: number;
}

const HEADINGS = ['step', 'passed', 'failed', 'time'];
const COLUMN_GAP = '  ';

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}

/** @returns the sum of what the steps counted */
export function totalCounts(results: readonly StepResult[]): Counts {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** A table of the steps; its last line is `N passed, N failed`, with nothing around it. */
export function summary(results: readonly StepResult[]): string {
  const rows = [
    HEADINGS,
    ...results.map(({ step, passed, failed, durationMs }) => [
      step,
      String(passed),
      String(failed),
      seconds(durationMs),
    ]),
  ];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const table = rows.map(([step = '', ...figures]) =>
    [
      step.padEnd(widths[0] ?? 0),
      ...figures.map((figure, at) => figure.padStart(widths[at + 1] ?? 0)),
    ].join(COLUMN_GAP),
  );
  const { passed, failed } = totalCounts(results);
  return [...table, '', `${passed} passed, ${failed} failed`].join('\n');
}
