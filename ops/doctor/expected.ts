import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import firebase from '../../firebase.json' with { type: 'json' };
import indexes from '../../firestore.indexes.json' with { type: 'json' };
import { PROJECT_ROOT } from '../../launcher/addresses.ts';
import { buildAll, FUNCTIONS } from '../../launcher/builds.ts';
import { discoverFunctions } from '../../launcher/functions-manifest.ts';
import { regionOf } from '../params.ts';
import { at } from './finding.ts';
import type { Expected } from './project-checks.ts';

/** What a deployment of this checkout makes. Builds the functions. */
export async function expectedOf(project: string, signal: AbortSignal): Promise<Expected> {
  await using scratch = await mkdtempDisposable(join(tmpdir(), 'doctor-'));
  await buildAll([FUNCTIONS], signal);
  const { functions } = await discoverFunctions(scratch.path, signal);
  const manifest: unknown = JSON.parse(
    await readFile(join(scratch.path, 'functions-manifest.json'), 'utf8'),
  );
  return {
    project,
    region: await regionOf(project),
    functions,
    queues: functions.filter((name) => at(manifest, 'endpoints', name, 'taskQueueTrigger')),
    ttl: indexes.fieldOverrides
      .filter((field) => 'ttl' in field && field.ttl)
      .map(({ collectionGroup }) => collectionGroup),
    rules: await readFile(join(PROJECT_ROOT, firebase.firestore.rules), 'utf8'),
  };
}
