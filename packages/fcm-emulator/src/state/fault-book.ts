import type { Fault } from '../control-input.ts';

const DEFAULT_SEED = 1;
const UINT32_RANGE = 2 ** 32;

export interface FaultReport extends Fault {
  readonly hits: number;
}

interface OpenFault {
  readonly fault: Fault;
  readonly random: () => number;
  hits: number;
}

/** The active faults. A send gets the first fault that matches. Those for its device come first. */
export class FaultBook {
  #faults: readonly OpenFault[] = [];

  replace(faults: readonly Fault[]): void {
    this.#faults = faults.map((fault) => ({ fault, random: seededRandom(fault.seed), hits: 0 }));
  }

  list(): readonly FaultReport[] {
    return this.#faults.map(({ fault, hits }) => ({ ...fault, hits }));
  }

  /** Returns the fault for this send, and counts the hit. */
  take(device: string | null): Fault | undefined {
    const open = (device === null ? undefined : this.#find(device)) ?? this.#find(undefined);
    if (open === undefined) return undefined;
    open.hits += 1;
    return open.fault;
  }

  #find(device: string | undefined): OpenFault | undefined {
    return this.#faults.find(
      ({ fault, hits, random }) =>
        fault.device === device &&
        hits < (fault.count ?? Number.POSITIVE_INFINITY) &&
        (fault.share === undefined || random() < fault.share),
    );
  }
}

/** Returns numbers in [0, 1), the same ones for the same seed (mulberry32). */
function seededRandom(seed = DEFAULT_SEED): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / UINT32_RANGE;
  };
}
