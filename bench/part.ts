/** One part of the benchmarks. Prints its tables, and answers what is broken that no noise breaks. */
export type BenchPart = (options: { readonly quick: boolean }) => Promise<string[]>;
