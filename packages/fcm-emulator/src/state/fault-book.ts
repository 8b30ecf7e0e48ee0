import type { Fault } from '../control-input.ts';

const DEFAULT_SEED = 1;
const UINT32_RANGE = 2 ** 32;

export interface FaultReport extends Fault {
  /** How many sends it hit. */
  readonly hits: number;
}

interface OpenFault {
  readonly fault: Fault;
  readonly random: () => number;
  hits: number;
}

/** The faults in force. The first that fits a send is its fault; those for its device come first. */
export class FaultBook {
  #all: readonly OpenFault[] = [];
  #general: readonly OpenFault[] = [];
  #byDevice: ReadonlyMap<string, OpenFault[]> = new Map();

  replace(faults: readonly Fault[]): void {
    this.#all = faults.map((fault) => ({ fault, random: seededRandom(fault.seed), hits: 0 }));
    this.#general = this.#all.filter(({ fault }) => fault.device === undefined);
    const byDevice = new Map<string, OpenFault[]>();
    for (const open of this.#all) {
      const { device } = open.fault;
      if (device !== undefined) byDevice.set(device, [...(byDevice.get(device) ?? []), open]);
    }
    this.#byDevice = byDevice;
  }

  list(): readonly FaultReport[] {
    return this.#all.map(({ fault, hits }) => ({ ...fault, hits }));
  }

  /** The fault that this send gets, which uses up one of its count. */
  take(device: string | null): Fault | undefined {
    const open = this.#find(this.#byDevice.get(device ?? '')) ?? this.#find(this.#general);
    if (open === undefined) return undefined;
    open.hits += 1;
    return open.fault;
  }

  #find(faults: readonly OpenFault[] = []): OpenFault | undefined {
    return faults.find(
      ({ fault, hits, random }) =>
        hits < (fault.count ?? Number.POSITIVE_INFINITY) &&
        (fault.share === undefined || random() < fault.share),
    );
  }
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function seededRandom(seed = DEFAULT_SEED): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / UINT32_RANGE;
  };
}
