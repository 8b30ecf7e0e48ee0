import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CGROUPS = '/sys/fs/cgroup';
/** By version of the kernel's interface: the first that is there. */
const KINDS = [
  { root: join(CGROUPS, 'memory'), limit: 'memory.limit_in_bytes' },
  { root: CGROUPS, limit: 'memory.max' },
];

/** A Node.js program with the memory that Cloud Run gives it. */
export interface LimitedProgram extends Disposable {
  readonly command: readonly [string, ...string[]];
  /** The kernel ends it past its memory, as in Cloud Run. Else it has no more than the same heap. */
  readonly isInGroup: boolean;
}

let made = 0;

/** In a group of processes, where the machine lets us make one: mostly only root may. */
export function limitMemory(megabytes: number, args: readonly string[]): LimitedProgram {
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
    const procs = join(directory, 'cgroup.procs');
    return {
      // A process that writes its number there belongs to the group.
      command: ['sh', '-c', 'echo $$ > "$0"; exec "$@"', procs, process.execPath, ...args],
      isInGroup: true,
      [Symbol.dispose]: () => {
        if (existsSync(directory)) rmdirSync(directory);
      },
    };
  }
  return {
    command: [process.execPath, `--max-old-space-size=${megabytes}`, ...args],
    isInGroup: false,
    [Symbol.dispose]: () => {},
  };
}
