interface Limit {
  readonly tests: string;
  /** Goes on after the file's name. */
  readonly why: string;
  readonly runs: (platform: NodeJS.Platform) => boolean;
}

const LIMITS: readonly Limit[] = [
  {
    tests: 'test/e2e/faults.test.ts',
    why: 'finds the process to kill in /proc',
    runs: (platform) => platform === 'linux',
  },
  {
    tests: 'test/browser/bare-machine.test.ts',
    why: 'takes the fonts of Linux away',
    runs: (platform) => platform === 'linux',
  },
];

/** The test files that cannot run on a machine of this kind. */
export function limitsOf(platform: NodeJS.Platform): readonly Limit[] {
  return LIMITS.filter(({ runs }) => !runs(platform));
}

/** A line for each of them, to stand above the summary. */
export function notRunOn(platform: NodeJS.Platform): string {
  return limitsOf(platform)
    .map(({ tests, why }) => `Not run on ${platform}: ${tests}, which ${why}.\n`)
    .join('');
}
