import { PROJECT_ID } from '../launcher/addresses.ts';
import { runProgram } from '../launcher/program.ts';
import { readArguments } from './arguments.ts';
import { accessToken, askWith, LOGIN } from './doctor/ask.ts';
import { checkEmulators } from './doctor/emulator-checks.ts';
import { expectedOf } from './doctor/expected.ts';
import type { Finding } from './doctor/finding.ts';
import { judgeParams } from './doctor/judge.ts';
import { checkLogin, checkMachine } from './doctor/machine-checks.ts';
import { checkProject } from './doctor/project-checks.ts';
import { wrongParamsOf } from './params.ts';

const USAGE = 'Usage: npm run doctor -- [--project ID]     Without a project: the emulators.';

const SIGNS = { ok: '✔', fails: '✖', 'cannot tell': '?' } as const;

function show({ check, status, says, mend }: Finding): void {
  console.log(`${SIGNS[status]} ${check}: ${status === 'ok' ? '' : `${status}, `}${says}`);
  if (status !== 'ok' && mend !== undefined) console.log(`    → ${mend}`);
}

async function askProject(project: string, signal: AbortSignal): Promise<Finding[]> {
  const params = judgeParams(await wrongParamsOf(project), project);
  const [login, token] = await Promise.all([checkLogin(), accessToken()]);
  if (token === undefined) {
    const says = 'there are none to ask Google’s APIs with';
    return [params, login, { check: 'Credentials', status: 'fails', says, mend: LOGIN }];
  }
  const expected = await expectedOf(project, signal);
  return [params, login, ...(await checkProject(expected, askWith(token, project)))];
}

async function askEmulators(signal: AbortSignal): Promise<Finding[]> {
  const { functions } = await expectedOf(PROJECT_ID, signal);
  return checkEmulators(functions, askWith('owner', PROJECT_ID));
}

await runProgram(async (interrupt) => {
  const { project } = readArguments({ options: { project: { type: 'string' } } }, USAGE).values;
  const findings = [
    ...(await checkMachine()),
    ...(project === undefined
      ? await askEmulators(interrupt)
      : await askProject(project, interrupt)),
  ];
  findings.forEach(show);
  const failed = findings.filter(({ status }) => status === 'fails').length;
  console.log(`\n${failed === 0 ? 'Nothing fails.' : `${failed} of ${findings.length} fail.`}`);
  return failed === 0 ? 0 : 1;
});
