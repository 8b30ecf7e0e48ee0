import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import pathKey from 'path-key';
import { buildAll, FUNCTIONS } from '../launcher/builds.ts';
import { discoverFunctions } from '../launcher/functions-manifest.ts';
import { LaunchError } from '../launcher/launch-error.ts';
import type { App } from './app.ts';
import { at } from './json.ts';

/** Exported names of what an app deploys of ours, its own events included. */
export interface BuiltFunctions {
  readonly functions: readonly string[];
  readonly queues: readonly string[];
  readonly schedules: readonly string[];
}

/** @throws LaunchError where they do not build or load */
export async function builtFunctions(
  { kit, source, params }: App,
  signal: AbortSignal,
): Promise<BuiltFunctions> {
  if (kit === undefined) await buildAll([FUNCTIONS], signal);
  else if (!existsSync(join(source, 'lib'))) {
    throw new LaunchError(`The kit’s wrapper is not built: npm ci && npm run build in ${source}`);
  }
  const path = pathKey();
  const scratch = await mkdtemp(join(tmpdir(), 'manifest-'));
  try {
    const environment = {
      ...params,
      ...(kit && { FIREBASE_KIT_INSTANCE_ID: kit }),
      // By this Node.js, not by the first one on PATH.
      [path]: [dirname(process.execPath), process.env[path]].join(delimiter),
    };
    await discoverFunctions(scratch, signal, { source, environment, localDir: source });
    return functionsIn(
      JSON.parse(await readFile(join(scratch, 'functions-manifest.json'), 'utf8')),
    );
  } finally {
    await rm(scratch, { recursive: true });
  }
}

export function functionsIn(manifest: unknown): BuiltFunctions {
  const endpoints = Object.entries(Object(at(manifest, 'endpoints')));
  const having = (trigger: string) =>
    endpoints.flatMap(([name, endpoint]) => (at(endpoint, trigger) === undefined ? [] : [name]));
  return {
    functions: endpoints.map(([name]) => name),
    queues: having('taskQueueTrigger'),
    schedules: having('scheduleTrigger'),
  };
}
