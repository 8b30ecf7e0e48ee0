import { PROJECT_ID } from '../launcher/addresses.ts';
import { runProgram } from '../launcher/program.ts';
import { readArguments } from '../launcher/usage.ts';
import { DEPLOYMENT_OPTIONS, type Deployment, deploymentOf } from './deployment.ts';
import { checkEmulators } from './doctor/emulator-checks.ts';
import { expectedOf, ownFunctions } from './doctor/expected.ts';
import { type Finding, fails } from './doctor/finding.ts';
import { judgeParams } from './doctor/judge.ts';
import { checkLogin, checkMachine } from './doctor/machine-checks.ts';
import { checkProject } from './doctor/project-checks.ts';
import { accessToken, askWith, LOGIN } from './google-api.ts';
import { wrongParams } from './params.ts';

const USAGE = 'Usage: npm run doctor -- [--project ID]     Without a project: the emulators.';

const SIGNS = { ok: '✔', fails: '✖', 'cannot tell': '?' } as const;

function show({ check, status, says, fix }: Finding): void {
  console.log(`${SIGNS[status]} ${check}: ${status === 'ok' ? '' : `${status}, `}${says}`);
  if (status !== 'ok' && fix !== undefined) console.log(`    → ${fix}`);
}

async function askProject(deployment: Deployment, signal: AbortSignal): Promise<Finding[]> {
  const { project } = deployment;
  const params = judgeParams(wrongParams(deployment.params), project);
  const [login, token] = await Promise.all([checkLogin(), accessToken()]);
  if (token === undefined) {
    const says = 'there are none to ask Google’s APIs with';
    return [params, login, fails('Credentials', says, LOGIN)];
  }
  const expected = await expectedOf(deployment, signal);
  return [params, login, ...(await checkProject(expected, askWith(token, project)))];
}

async function askEmulators(signal: AbortSignal): Promise<Finding[]> {
  const { functions } = await ownFunctions(signal);
  return checkEmulators(functions, askWith('owner', PROJECT_ID));
}

await runProgram(async (interrupt) => {
  const { project, ...where } = readArguments({ options: DEPLOYMENT_OPTIONS }, USAGE).values;
  const findings = [
    ...(await checkMachine()),
    ...(project === undefined
      ? await askEmulators(interrupt)
      : await askProject(await deploymentOf(project, where), interrupt)),
  ];
  findings.forEach(show);
  const failed = findings.filter(({ status }) => status === 'fails').length;
  console.log(`\n${failed === 0 ? 'Nothing fails.' : `${failed} of ${findings.length} fail.`}`);
  return failed === 0 ? 0 : 1;
});
