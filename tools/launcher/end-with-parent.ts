/**
 * Preloaded (`node --import`) into each program that the launcher starts. When the launcher closes
 * the channel or dies, this process ends, and so does every process that it has started. Without
 * this, the Firestore emulator would survive, because firebase-tools gives it its own process
 * group. Each child is also reported to the launcher, in case this process is too busy to react.
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
    // If the emulator is killed, for example for lack of memory, firebase-tools continues without it.
    if (signal !== null && isJava(child)) setImmediate(() => process.exit(1));
  });
});

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

process.on('disconnect', () => process.exit());
