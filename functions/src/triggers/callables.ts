import { HttpsError } from 'firebase-functions/https';
import { AS_DELIVERY } from '../config/function-options.ts';
import { sendTestPush as sendTo, type TestResult } from '../delivery/test-push.ts';
import { reserveTestPush } from '../delivery/test-push-rate-store.ts';
import { removeDevices, saveDevice } from '../tokens/device-store.ts';
import { parseNoInput, parseRemoveRequest, parseSaveRequest } from '../tokens/requests.ts';
import { callable } from './callable.ts';
import { firestore, ports } from './instance.ts';

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
