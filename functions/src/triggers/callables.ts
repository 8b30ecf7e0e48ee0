import {
  type CallableFunction,
  type CallableOptions,
  HttpsError,
  onCall,
} from 'firebase-functions/https';
import { AS_DELIVERY, AS_TOKENS } from '../config/function-options.ts';
import { ENFORCE_APP_CHECK } from '../config/params.ts';
import { sendTestPush as sendTo, type TestResult } from '../delivery/test-push.ts';
import { reserveTestPush } from '../delivery/test-push-rate-store.ts';
import { removeDevices, saveDevice } from '../tokens/device-store.ts';
import {
  type FieldViolation,
  type Parsed,
  parseNoInput,
  parseRemoveRequest,
  parseSaveRequest,
} from '../tokens/requests.ts';
import { limitBodies } from './body-limit.ts';
import { reportingFailures } from './failures.ts';
import { firestore, ports } from './instance.ts';

limitBodies();

/** `{token | fid, platform, deviceId?, locale?, timeZone?, appVersion?}` → `{deviceId}` */
export const savePushToken = callable(parseSaveRequest, async (uid, device, issuedAt) => {
  if (!(await saveDevice(firestore(), { uid, issuedAt }, device, Date.now()))) {
    throw new HttpsError('unauthenticated', 'This account has been deleted.');
  }
  return { deviceId: device.deviceId };
});

/** `{token | fid | deviceId}` → `{removed}`. It can be repeated. */
export const removePushToken = callable(parseRemoveRequest, async (uid, matches) => ({
  removed: await removeDevices(firestore(), uid, matches),
}));

/** No input → `{results: [{deviceId, outcome, errorCode?}]}`. Once in 10 s for each user. */
export const sendTestPush = callable(
  parseNoInput,
  async (uid): Promise<{ results: TestResult[] }> => {
    if (!(await reserveTestPush(firestore(), uid, Date.now()))) {
      throw new HttpsError('resource-exhausted', 'One test push in 10 s. Try again in a moment.');
    }
    const instance = ports();
    const [user] = await instance.users.users([uid]);
    return { results: user === undefined ? [] : await sendTo(user, instance) };
  },
  AS_DELIVERY,
);

/**
 * Creates a callable function for signed-in users.
 *
 * @param parse checks the input: a violation becomes `invalid-argument`
 * @param run returns the answer, or throws an HttpsError. `issuedAt` is when the caller's ID token
 *   was issued, in milliseconds since the epoch
 */
function callable<Input, Result>(
  parse: (data: unknown) => Parsed<Input>,
  run: (uid: string, input: Input, issuedAt: number) => Promise<Result>,
  options: CallableOptions = AS_TOKENS,
): CallableFunction<unknown, Promise<Result>> {
  // The SDK reads this option when the function is defined. During a deployment, reading the param
  // would cause a warning. So it is read from the environment, as the SDK does.
  const enforceAppCheck = process.env[ENFORCE_APP_CHECK.name] === 'true';
  const call = onCall<unknown, Promise<Result>>(
    { ...options, enforceAppCheck },
    async (request) => {
      const { auth, data } = request;
      // The emulator takes an ID token that is none, and finds no uid in it.
      if (auth?.uid === undefined) throw new HttpsError('unauthenticated', 'Sign in first.');
      const { uid, token } = auth;
      const parsed = parse(data);
      if ('violations' in parsed) {
        throw new HttpsError('invalid-argument', summaryOf(parsed.violations), parsed.violations);
      }
      return reportingFailures(() => run(uid, parsed.value, token.iat * 1000));
    },
  );
  return new Proxy(call, {
    apply(target, self, [request, response]) {
      // The SDK would log the whole body, with the token.
      if (request.body?.data === undefined) request.body = undefined;
      return Reflect.apply(target, self, [request, response]);
    },
  });
}

function summaryOf([first, ...others]: readonly FieldViolation[]): string {
  const more = others.length > 0 ? ` (${others.length} more in details)` : '';
  return `${first?.field} ${first?.description}${more}`;
}
