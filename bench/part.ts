interface BenchOptions {
  /** Only as long as it takes to see that everything runs. */
  readonly quick: boolean;
  readonly interrupt: AbortSignal;
}

/** One part of the benchmarks. Prints its tables, and answers what is broken that no noise breaks. */
export type BenchPart = (options: BenchOptions) => Promise<string[]>;
