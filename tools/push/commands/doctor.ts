import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deployedName } from '../../../functions/src/config/environment.ts';
import { buildAll, FUNCTIONS } from '../../launcher/builds.ts';
import { discoverFunctions } from '../../launcher/functions-manifest.ts';
import { LaunchError } from '../../launcher/launch-error.ts';
import type { App } from '../app.ts';
import { checkEmulators, checkProject } from '../doctor/checks.ts';
import { cannotTell, type Finding, fails, ok } from '../doctor/judge.ts';
import { type Indexes, ourIndexes } from '../firestore-indexes.ts';
import { accessToken, askWith, LOGIN } from '../google-api.ts';
import { readJson } from '../json.ts';
import type { Program, Run } from '../run.ts';
import { wrongParams } from './params.ts';

const SIGNS = { ok: '✔', fails: '✖', 'cannot tell': '?' } as const;

export function doctor(program: Program, run: Run): void {
  program
    .command('doctor')
    .description(
      'Checks the emulators, or with --project a deployment: what it needs, what is there, and what it would overwrite or delete. Changes nothing.',
    )
    .action(() =>
      run(async ({ app, interrupt }) => {
        const findings = await check(app, interrupt);
        const failed = findings.filter(({ status }) => status === 'fails').length;
        const end = failed === 0 ? 'Nothing fails.' : `${failed} of ${findings.length} fail.`;
        return { text: [...findings.map(line), '', end], json: findings, failed: failed > 0 };
      }),
    );
}

const line = ({ check, status, says, fix }: Finding): string =>
  `${SIGNS[status]} ${check}: ${status === 'ok' ? '' : `${status}, `}${says}${
    status !== 'ok' && fix ? `\n    → ${fix}` : ''
  }`;

async function check(app: App, signal: AbortSignal): Promise<Finding[]> {
  const { project, projectId, params, config } = app;
  const wrong = await wrongParams(app);
  const found = [
    wrong.length === 0
      ? ok('Params', 'all valid')
      : fails('Params', wrong.join(' '), `Change them in the dotenv files of ${config}.`),
  ];
  const built = await builtFunctions(app, signal).catch((error: unknown) => {
    if (error instanceof LaunchError) return fails('Built functions', error.message);
    throw error;
  });
  if ('check' in built) return [...found, built];
  if (project === undefined) {
    const ask = askWith('owner', projectId);
    return [...found, ...(await checkEmulators(app, built.functions, ask))];
  }
  found.push(
    params.ENFORCE_APP_CHECK === 'true'
      ? ok('App Check', 'enforced')
      : cannotTell('App Check', 'off: any program can call', 'Set ENFORCE_APP_CHECK=true.'),
  );
  const token = await accessToken();
  if (token === undefined) {
    return [...found, fails('Credentials', 'there are none for Google’s APIs', LOGIN)];
  }
  const expected = {
    ...app,
    project,
    functions: built.functions.map((name) => deployedName(name, app.kit)),
    queues: built.queues.map((name) => deployedName(name, app.kit)),
    ttl: (await ourIndexes()).flatMap((each) => (each.ttl ? [each.collectionGroup] : [])),
    rules: await readFile(app.firestoreFile('rules'), 'utf8'),
    indexes: (await readJson(app.firestoreFile('indexes'))) as Indexes,
  };
  return [...found, ...(await checkProject(expected, askWith(token, project)))];
}

/**
 * Returns the names of our functions and queues that the app deploys, including those of its own
 * events.
 *
 * @throws LaunchError if the functions do not build or load
 */
async function builtFunctions({ kit, source, params }: App, signal: AbortSignal) {
  if (kit === undefined) await buildAll([FUNCTIONS], signal);
  else if (!existsSync(join(source, 'lib'))) {
    throw new LaunchError(`The kit’s wrapper is not built: npm ci && npm run build in ${source}`);
  }
  const environment = { ...params, ...(kit && { FIREBASE_KIT_INSTANCE_ID: kit }) };
  const { manifest } = await discoverFunctions(signal, { source, environment, localDir: source });
  const endpoints = Object.entries(manifest.endpoints);
  return {
    functions: endpoints.map(([name]) => name),
    queues: endpoints.flatMap(([name, options]) => ('taskQueueTrigger' in options ? [name] : [])),
  };
}
