/** The test files that run only on some platforms. */
const LIMITS: readonly {
  /** A file, or a glob. */
  readonly tests: string;
  readonly platforms: readonly NodeJS.Platform[];
  readonly why: string;
}[] = [
  {
    tests: 'test/production/{hostile-requests,limits}.test.ts',
    platforms: ['linux'],
    why: 'read in /proc how much memory a process has had',
  },
  {
    tests: 'test/production/*.test.ts',
    platforms: ['linux', 'darwin'],
    why: 'run an instance as Cloud Run does: with a read-only directory, and signals',
  },
];

/** Returns the test files that cannot run on this platform. */
export function limitsOf(platform: NodeJS.Platform): typeof LIMITS {
  return LIMITS.filter(({ platforms }) => !platforms.includes(platform));
}

/** Returns a line for each of them, to print above the summary. */
export function notRunOn(platform: NodeJS.Platform): string {
  return limitsOf(platform)
    .map(({ tests, why }) => `Not run on ${platform}: ${tests}, which ${why}.\n`)
    .join('');
}
