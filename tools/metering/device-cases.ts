import { randomUUID } from 'node:crypto';
import type { Charges } from './charges.ts';
import type { Case } from './comment-cases.ts';

const DAY_MS = 24 * 60 * 60_000;

/** What a client calls with: one device, of a user of its own. */
function newcomer() {
  const uid = randomUUID();
  const device = { token: `token-of-${uid}`, platform: 'android', deviceId: 'phone' };
  return { uid, device };
}

const signedIn = (uid: string) => ({ uid, token: { iat: Date.now() / 1000 } });

type Call = (name: string, event: unknown) => Promise<Charges>;

const save = (call: Call, uid: string, device: object) =>
  call('savePushToken', { auth: signedIn(uid), data: device });

export const newDevice: Case = async ({ call, db }) => {
  const { uid, device } = newcomer();
  await db.doc(`users/${uid}`).set({ displayName: 'Mina' });
  return save(call, uid, device);
};

export const sameDevice: Case = async ({ call }) => {
  const { uid, device } = newcomer();
  await save(call, uid, device);
  return save(call, uid, device);
};

/** Saved again after so many days of a life of ten. */
const sameDeviceAfter =
  (days: number): Case =>
  async ({ call, db }) => {
    const { uid, device } = newcomer();
    await save(call, uid, device);
    const now = Date.now();
    await db.doc(`users/${uid}`).update({
      'pushTokens.phone.createdAt': new Date(now - 10 * DAY_MS),
      'pushTokens.phone.lastSeenAt': new Date(now - days * DAY_MS),
    });
    return save(call, uid, device);
  };

export const sameDeviceNextDay: Case = sameDeviceAfter(1);
export const sameDeviceNextWeek: Case = sameDeviceAfter(7);

export const newToken: Case = async ({ call }) => {
  const { uid, device } = newcomer();
  await save(call, uid, device);
  return save(call, uid, { ...device, token: `new-${device.token}` });
};

export const movedDevice: Case = async ({ call, db }) => {
  const [before, { uid }] = [newcomer(), newcomer()];
  await db.doc(`users/${uid}`).set({ displayName: 'Joon' });
  await save(call, before.uid, before.device);
  return save(call, uid, before.device);
};

const remove = (call: Call, uid: string) =>
  call('removePushToken', { auth: signedIn(uid), data: { deviceId: 'phone' } });

export const removedDevice: Case = async ({ call }) => {
  const { uid, device } = newcomer();
  await save(call, uid, device);
  return remove(call, uid);
};

export const nothingToRemove: Case = async ({ call }) => remove(call, newcomer().uid);

export const testPush: Case = async ({ call }) => {
  const { uid, device } = newcomer();
  await save(call, uid, device);
  return call('sendTestPush', { auth: signedIn(uid) });
};
