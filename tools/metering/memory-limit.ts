import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CGROUPS = '/sys/fs/cgroup';
/** The two versions of the kernel's interface. */
const VERSIONS = [
  { root: join(CGROUPS, 'memory'), limit: 'memory.limit_in_bytes' },
  { root: CGROUPS, limit: 'memory.max' },
];

/** A Node.js program with the memory that Cloud Run gives it. */
export interface LimitedProgram extends Disposable {
  readonly command: readonly [string, ...string[]];
  /** Whether the kernel kills it when it needs more memory. Otherwise only its heap is limited. */
  readonly isInGroup: boolean;
}

let made = 0;

/** Limits the program by a control group, if the machine permits it. Usually only root can. */
export function limitMemory(megabytes: number, args: readonly string[]): LimitedProgram {
  for (const { root, limit } of VERSIONS) {
    const directory = join(root, `production-${process.pid}-${++made}`);
    const remove = () => {
      if (existsSync(directory)) rmdirSync(directory);
    };
    try {
      mkdirSync(directory);
      writeFileSync(join(directory, limit), String(megabytes * 2 ** 20));
    } catch {
      remove();
      continue;
    }
    const procs = join(directory, 'cgroup.procs');
    return {
      // The shell adds its own process to the group, and then becomes the program.
      command: ['sh', '-c', 'echo $$ > "$0"; exec "$@"', procs, process.execPath, ...args],
      isInGroup: true,
      [Symbol.dispose]: remove,
    };
  }
  return {
    command: [process.execPath, `--max-old-space-size=${megabytes}`, ...args],
    isInGroup: false,
    [Symbol.dispose]: () => {},
  };
}
