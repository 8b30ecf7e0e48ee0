import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from './addresses.ts';
import { LaunchError } from './launch-error.ts';

export interface Build {
  /** The subject of a sentence, in the plural. */
  name: string;
  command: readonly [string, ...string[]];
}

export const FUNCTIONS: Build = {
  name: 'The functions',
  command: ['npm', 'run', '--silent', 'build', '--prefix', 'functions'],
};

/** Served by the Hosting emulator. */
export const WEB_DEMO_PAGES: Build = {
  name: "The web demo's pages",
  command: ['vite', 'build', join('examples', 'demo', 'web')],
};

/** Served by the FCM emulator. */
export const FCM_EMULATOR_PAGES: Build = {
  name: "The FCM emulator's pages",
  command: ['vite', 'build', join('packages', 'fcm-emulator', 'page')],
};

/** Returns whether the demo exists. A clone may have deleted it. */
export function hasWebDemo(): boolean {
  return existsSync(join(PROJECT_ROOT, 'examples', 'demo', 'web'));
}

async function build({ name, command }: Build, cancelSignal: AbortSignal): Promise<void> {
  const [program, ...args] = command;
  const { failed, all } = await execa(program, args, {
    cwd: PROJECT_ROOT,
    localDir: PROJECT_ROOT,
    preferLocal: true,
    stdin: 'ignore',
    all: true,
    reject: false,
    cancelSignal,
  });
  cancelSignal.throwIfAborted();
  if (failed) throw new LaunchError(`${name} do not build:\n\n${all}`);
}

/** @throws LaunchError with the compiler's output of the first build that fails */
export async function buildAll(builds: readonly Build[], cancelSignal: AbortSignal): Promise<void> {
  await Promise.all(builds.map((one) => build(one, cancelSignal)));
}
