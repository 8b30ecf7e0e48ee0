import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const PROCESSES = '/proc';

/**
 * Kills the processes in which this suite's emulator runs a function, without a chance to clean up.
 * Linux only, as `platform-limits.ts` says. Answers how many there were.
 */
export async function killFunction(name: string): Promise<number> {
  const log = process.env.EMULATORS_LOG;
  if (log === undefined) throw new Error('EMULATORS_LOG is not set');
  // The suite's directory tells its processes from those of any other suite on the machine.
  const marks = [`FUNCTION_TARGET=${name}`, `TMPDIR=${dirname(log)}`];
  let killed = 0;
  for (const pid of (await readdir(PROCESSES)).map(Number).filter(Boolean)) {
    const environment = new Set(await environmentOf(pid));
    if (!marks.every((mark) => environment.has(mark))) continue;
    process.kill(pid, 'SIGKILL');
    killed += 1;
  }
  return killed;
}

async function environmentOf(pid: number): Promise<string[]> {
  try {
    return (await readFile(`${PROCESSES}/${pid}/environ`, 'utf8')).split('\0');
  } catch {
    // It has ended by now, or belongs to somebody else.
    return [];
  }
}
