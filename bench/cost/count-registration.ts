import { meterFunctions } from './metered-functions.ts';
import type { Charges } from './prices.ts';

/** What `savePushToken` is charged for a device that is saved already. */
export interface RegistrationCharges {
  /** By the first call after a day, which writes that it was seen. */
  readonly daily: Charges;
  /** By any other. */
  readonly again: Charges;
}

const DAY_MS = 24 * 60 * 60_000;
const UID = 'registered';

const { db, call } = await meterFunctions();
const device = { token: 'token', platform: 'android', deviceId: 'phone' };
const save = () => call('savePushToken', { auth: { uid: UID }, data: device });

await save();
const again = await save();
const lastSeenAt = new Date(Date.now() - DAY_MS);
await db.doc(`users/${UID}`).update(`pushTokens.${device.deviceId}.lastSeenAt`, lastSeenAt);
const daily = await save();
console.log(`\n${JSON.stringify({ daily, again } satisfies RegistrationCharges)}`);
process.exit();
