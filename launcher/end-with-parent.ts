/**
 * Preloaded (`node --import`) into what the launcher starts. Once the launcher lets go of the
 * channel, or is gone in whatever way, this process ends, and with it all that it started itself:
 * firebase-tools gives the Firestore emulator a process group of its own, which would outlive both.
 */
import type { ChildProcess } from 'node:child_process';
import diagnostics from 'node:diagnostics_channel';

const children = new Set<ChildProcess>();

diagnostics.subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess };
  children.add(child);
  child.once('exit', () => children.delete(child));
});

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

process.on('disconnect', () => process.exit());
