/**
 * Preloaded (`node --import`) into what the launcher starts. Once the launcher lets go of the
 * channel, or is gone in whatever way, this process ends, and with it all that it started itself:
 * firebase-tools gives the Firestore emulator a process group of its own, which would outlive both.
 * It also reports each child to the launcher, in case this process is too busy to notice.
 */
import type { ChildProcess } from 'node:child_process';
import diagnostics from 'node:diagnostics_channel';
import type { ChildReport } from './server-process.ts';

const children = new Set<ChildProcess>();

function report(child: ChildProcess, running: boolean): void {
  if (child.pid === undefined || !process.connected) return;
  process.send?.({ pid: child.pid, running } satisfies ChildReport);
}

function isJava({ spawnfile }: ChildProcess): boolean {
  return /(?:^|[\\/])java(?:\.exe)?$/.test(spawnfile);
}

diagnostics.subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess };
  child.once('spawn', () => {
    children.add(child);
    report(child, true);
  });
  child.once('exit', (_code, signal) => {
    children.delete(child);
    report(child, false);
    // firebase-tools goes on without an emulator that was killed, for want of memory for one.
    if (signal !== null && isJava(child)) setImmediate(() => process.exit(1));
  });
});

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

process.on('disconnect', () => process.exit());
