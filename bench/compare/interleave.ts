/** What one run measured, by the names of the quantities. */
export type Sample = Readonly<Record<string, number>>;

export interface Contender {
  readonly name: string;
  run(): Promise<Sample>;
}

export interface Measured {
  readonly name: string;
  readonly samples: readonly Sample[];
}

/**
 * Runs every contender once a round, one at a time. The order is swapped each round, so that a
 * machine that slows down or warms up favours nobody.
 */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
): Promise<Measured[]> {
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? contenders : contenders.toReversed();
    for (const { name, run } of order) samples.get(name)?.push(await run());
  }
  return contenders.map(({ name }) => ({ name, samples: samples.get(name) ?? [] }));
}

/** All that was measured of one quantity. */
export function valuesOf({ name, samples }: Measured, quantity: string): number[] {
  return samples.map((sample) => {
    const value = sample[quantity];
    if (value === undefined) throw new Error(`${name} did not measure ${quantity}`);
    return value;
  });
}
