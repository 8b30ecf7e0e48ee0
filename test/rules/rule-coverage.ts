/** An expression of the rules in the Firestore emulator's coverage report, as far as it is read. */
interface ReportedExpression {
  readonly sourcePosition: {
    readonly line: number;
    readonly currentOffset: number;
    /** Of the expression's last character, a closing parenthesis aside. */
    readonly endOffset: number;
  };
  /** What it was evaluated to; absent for one that was never reached, `undefined` for an error. */
  readonly values?: readonly { readonly value: Readonly<Record<string, unknown>> }[];
  readonly children?: readonly ReportedExpression[];
}

export interface RuleCoverage {
  readonly total: number;
  /** Line and source text of each expression that never had a value. */
  readonly missed: readonly string[];
}

const hasValue = (expression: ReportedExpression): boolean =>
  (expression.values ?? []).some(({ value }) => !('undefined' in value));

const withInner = (expression: ReportedExpression): ReportedExpression[] => [
  expression,
  ...(expression.children ?? []).flatMap(withInner),
];

/** What of `rules` has been evaluated so far in a project of the emulator at `host` (host:port). */
export async function readRuleCoverage(
  host: string,
  projectId: string,
  rules: string,
): Promise<RuleCoverage> {
  const answer = await fetch(`http://${host}/emulator/v1/projects/${projectId}:ruleCoverage`);
  const { report }: { report: ReportedExpression[] } = await answer.json();
  const all = report.flatMap(withInner);
  const missed = all
    .filter((expression) => !hasValue(expression))
    .map(({ sourcePosition: { line, currentOffset, endOffset } }) => {
      return `line ${line}: ${rules.slice(currentOffset, endOffset + 1).replaceAll(/\s+/g, ' ')}`;
    });
  return { total: all.length, missed };
}
