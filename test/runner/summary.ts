export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

export interface StepResult extends Counts {
  readonly step: string;
  readonly durationMs: number;
}

export function totalCounts(results: readonly StepResult[]): Counts {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** Returns a table of the steps. Its last line is `N passed, N failed` and nothing else. */
export function summary(results: readonly StepResult[]): string {
  const rows = [
    ['step', 'passed', 'failed', 'time'],
    ...results.map(({ step, passed, failed, durationMs }) => [
      step,
      `${passed}`,
      `${failed}`,
      `${(durationMs / 1000).toFixed(1)} s`,
    ]),
  ];
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const table = rows.map(([step = '', ...figures]) =>
    [step.padEnd(width(0)), ...figures.map((figure, at) => figure.padStart(width(at + 1)))].join(
      '  ',
    ),
  );
  const { passed, failed } = totalCounts(results);
  return [...table, '', `${passed} passed, ${failed} failed`].join('\n');
}
