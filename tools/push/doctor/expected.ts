import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ours from '../../../firestore.indexes.json' with { type: 'json' };
import { deployedName } from '../../../functions/src/config/kit-instance.ts';
import { buildAll, FUNCTIONS } from '../../launcher/builds.ts';
import { discoverFunctions } from '../../launcher/functions-manifest.ts';
import type { Deployment } from '../deployment.ts';
import type { Indexes } from '../firestore-indexes.ts';
import { at } from '../json-path.ts';

/** What is to be in a project. */
export interface Expected {
  readonly project: string;
  readonly region: string;
  readonly codebase: string;
  readonly functions: readonly string[];
  readonly queues: readonly string[];
  /** Collection groups with a TTL policy on `expireAt`. */
  readonly ttl: readonly string[];
  /** The text of the rules that are to be there. */
  readonly rules: string;
  readonly indexes: Indexes;
}

/** The functions of this checkout. Builds them. */
export async function ownFunctions(signal: AbortSignal) {
  await using scratch = await mkdtempDisposable(join(tmpdir(), 'doctor-'));
  await buildAll([FUNCTIONS], signal);
  const { functions } = await discoverFunctions(scratch.path, signal);
  const manifest: unknown = JSON.parse(
    await readFile(join(scratch.path, 'functions-manifest.json'), 'utf8'),
  );
  const isQueue = (name: string) => at(manifest, 'endpoints', name, 'taskQueueTrigger');
  return { functions, queues: functions.filter(isQueue) };
}

/** What a deployment of this checkout, or of its kit in an app, makes. */
export async function expectedOf(deployment: Deployment, signal: AbortSignal): Promise<Expected> {
  const { functions, queues } = await ownFunctions(signal);
  const named = (name: string) => deployedName(name, deployment.kit);
  return {
    ...deployment,
    functions: functions.map(named),
    queues: queues.map(named),
    ttl: ours.fieldOverrides
      .filter((field) => 'ttl' in field && field.ttl)
      .map(({ collectionGroup }) => collectionGroup),
    rules: await readFile(deployment.rules, 'utf8'),
    indexes: JSON.parse(await readFile(deployment.indexes, 'utf8')),
  };
}
