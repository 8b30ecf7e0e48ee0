import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CGROUPS = '/sys/fs/cgroup';
/** By version of the kernel's interface: the first that is there. */
const KINDS = [
  { root: join(CGROUPS, 'memory'), limit: 'memory.limit_in_bytes' },
  { root: CGROUPS, limit: 'memory.max' },
];

/** A group of processes that the kernel kills past its memory, as Cloud Run does. */
export interface MemoryLimit extends Disposable {
  /** A process that writes its number there belongs to the group. */
  readonly procs: string;
}

let made = 0;

/** Undefined where the machine lets nobody, or not us, make one. */
export function memoryLimit(megabytes: number): MemoryLimit | undefined {
  for (const { root, limit } of KINDS) {
    const directory = join(root, `production-${process.pid}-${++made}`);
    try {
      mkdirSync(directory);
    } catch {
      continue;
    }
    try {
      writeFileSync(join(directory, limit), String(megabytes * 2 ** 20));
    } catch {
      rmdirSync(directory);
      continue;
    }
    return {
      procs: join(directory, 'cgroup.procs'),
      [Symbol.dispose]: () => {
        if (existsSync(directory)) rmdirSync(directory);
      },
    };
  }
  return undefined;
}
