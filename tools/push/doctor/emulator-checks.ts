import { ADDRESSES, PROJECT_ID } from '../../launcher/addresses.ts';
import { missingFunctions } from '../../launcher/suite.ts';
import type { Answer, Ask } from '../google-api.ts';
import { type Finding, fails, ok } from './finding.ts';
import { DRY_RUN, judgeFcm } from './judge.ts';

const START = 'npm run emulators';

/** Asks the emulators of this machine. */
export async function checkEmulators(functions: readonly string[], ask: Ask): Promise<Finding[]> {
  const fcmHost = process.env.FCM_EMULATOR_HOST || ADDRESSES.fcm;
  const reached = async (check: string, host: string): Promise<Finding> =>
    running(check, host, await ask(`http://${host}/`));
  return Promise.all([
    reached('Auth emulator', ADDRESSES.auth),
    reached('Firestore emulator', ADDRESSES.firestore),
    reached('Tasks emulator', ADDRESSES.tasks),
    ask(`http://${ADDRESSES.functions}/backends`).then((answer) =>
      judgeBackends(answer, functions),
    ),
    ask(`http://${fcmHost}/v1/projects/${PROJECT_ID}/messages:send`, DRY_RUN).then((answer) =>
      answer.status === undefined
        ? running('FCM emulator', fcmHost, answer)
        : { ...judgeFcm(answer, PROJECT_ID), check: 'FCM emulator' },
    ),
  ]);
}

function running(check: string, host: string, { status }: Answer): Finding {
  return status === undefined
    ? fails(check, `does not answer at ${host}`, START)
    : ok(check, `answers at ${host}`);
}

/** The Functions emulator's list of what it has loaded. */
export function judgeBackends(answer: Answer, expected: readonly string[]): Finding {
  const check = 'Functions emulator';
  if (answer.status === undefined) return running(check, ADDRESSES.functions, answer);
  const missing = missingFunctions(expected, answer.body);
  return missing.length === 0
    ? ok(check, `${expected.length} functions loaded`)
    : fails(check, `not loaded: ${missing.join(', ')}`, START);
}
