import { readFile } from 'node:fs/promises';
import { deployedName } from '../../../functions/src/config/environment.ts';
import { LaunchError } from '../../launcher/launch-error.ts';
import type { App } from '../app.ts';
import { checkEmulators, checkLogin, checkMachine, checkProject } from '../doctor/checks.ts';
import { type Finding, fails, judgeAppCheck, judgeParams } from '../doctor/judge.ts';
import { type Indexes, ourIndexes } from '../firestore-indexes.ts';
import { accessToken, askWith, LOGIN } from '../google-api.ts';
import { readJson } from '../json.ts';
import { builtFunctions } from '../manifest.ts';
import { wrongParams } from '../param-list.ts';
import type { Program, Run } from '../run.ts';

const SIGNS = { ok: '✔', fails: '✖', 'cannot tell': '?' } as const;

export function doctor(program: Program, run: Run): void {
  program
    .command('doctor')
    .description(
      'Checks the emulators or, with --project, what a deployment needs, has, and would overwrite or delete. Changes nothing.',
    )
    .action(() =>
      run(async ({ app, interrupt }) => {
        const findings = [...(await checkMachine(app)), ...(await ask(app, interrupt))];
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

async function ask(app: App, signal: AbortSignal): Promise<Finding[]> {
  const { project, params, kit, config } = app;
  const found = [judgeParams(await wrongParams(app), config)];
  const built = await builtFunctions(app, signal).catch((error: unknown) => {
    if (error instanceof LaunchError) return fails('Built functions', error.message);
    throw error;
  });
  if ('check' in built) return [...found, built];
  const { functions, queues } = built;
  if (project === undefined) {
    return [...found, ...(await checkEmulators(app, functions, askWith('owner', app.projectId)))];
  }
  found.push(judgeAppCheck(params.ENFORCE_APP_CHECK === 'true'), await checkLogin(app));
  const token = await accessToken();
  if (token === undefined) {
    return [...found, fails('Credentials', 'there are none to ask Google’s APIs with', LOGIN)];
  }
  // By the names of the app, which is known by now.
  const { COLLECTIONS, USER_FIELDS } = await import('../../../functions/src/config/app-data.ts');
  const named = (name: string) => deployedName(name, kit);
  const expected = {
    ...app,
    project,
    functions: functions.map(named),
    queues: queues.map(named),
    ttl: (await ourIndexes()).fieldOverrides.flatMap((each) =>
      each.ttl ? [each.collectionGroup] : [],
    ),
    rules: await readFile(app.firestoreFile('rules'), 'utf8'),
    indexes: (await readJson(app.firestoreFile('indexes'))) as Indexes,
    users: { collection: COLLECTIONS.users, nameField: USER_FIELDS.displayName },
  };
  return [...found, ...(await checkProject(expected, askWith(token, project)))];
}
