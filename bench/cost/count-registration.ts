import type { Charges } from '../../tools/metering/charges.ts';
import { meterFunctions } from '../../tools/metering/metered-functions.ts';

/** What `savePushToken` is charged for a device that is saved already. */
export interface RegistrationCharges {
  /** By the first call after a day, which writes that it was seen. */
  readonly daily: Charges;
  /** By that of each seventh day, which writes it into the index as well. */
  readonly weekly: Charges;
  /** By any other. */
  readonly again: Charges;
}

const DAY_MS = 24 * 60 * 60_000;
const WEEK_MS = 7 * DAY_MS;
const UID = 'registered';

const { db, call } = await meterFunctions();
const device = { token: 'token', platform: 'android', deviceId: 'phone' };
const auth = { uid: UID, token: { iat: Date.now() / 1000 } };
const save = () => call('savePushToken', { auth, data: device });

/** As if the device had been saved a week and a day ago, and seen last so long ago, ms. */
async function saveAfter(unseenMs: number): Promise<Charges> {
  const now = Date.now();
  await db.doc(`users/${UID}`).update({
    'pushTokens.phone.createdAt': new Date(now - WEEK_MS - DAY_MS),
    'pushTokens.phone.lastSeenAt': new Date(now - unseenMs),
  });
  return save();
}

await save();
const charges: RegistrationCharges = {
  again: await save(),
  daily: await saveAfter(DAY_MS),
  weekly: await saveAfter(WEEK_MS),
};
console.log(`\n${JSON.stringify(charges)}`);
process.exit();
