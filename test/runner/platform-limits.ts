interface Limit {
  /** A file, or a glob of some. */
  readonly tests: string;
  /** Goes on after it. */
  readonly why: string;
  readonly runs: (platform: NodeJS.Platform) => boolean;
}

const LIMITS: readonly Limit[] = [
  {
    tests: 'test/browser/bare-machine.test.ts',
    why: 'takes the fonts of Linux away',
    runs: (platform) => platform === 'linux',
  },
  {
    tests: 'test/production/{hostile-requests,limits}.test.ts',
    why: 'read in /proc how much memory a process has had',
    runs: (platform) => platform === 'linux',
  },
  {
    tests: 'test/production/*.test.ts',
    why: 'run an instance as Cloud Run does: with a read-only directory, and signals',
    runs: (platform) => platform !== 'win32',
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
