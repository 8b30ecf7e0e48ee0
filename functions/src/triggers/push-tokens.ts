import { HttpsError } from 'firebase-functions/https';
import { removeDevices, saveDevice } from '../tokens/device-store.ts';
import { parseRemoveRequest, parseSaveRequest } from '../tokens/requests.ts';
import { callable } from './callable.ts';
import { firestore } from './instance.ts';

/** `{token | fid, platform, deviceId?, locale?, timeZone?, appVersion?}` → `{deviceId}` */
export const savePushToken = callable(parseSaveRequest, async (uid, device, issuedAt) => {
  if (!(await saveDevice(firestore(), { uid, issuedAt }, device))) {
    throw new HttpsError('unauthenticated', 'This account has been deleted.');
  }
  return { deviceId: device.deviceId };
});

/** `{token | fid | deviceId}` → `{removed}`. Repeating it is not an error. */
export const removePushToken = callable(parseRemoveRequest, async (uid, matches) => ({
  removed: await removeDevices(firestore(), uid, matches),
}));
