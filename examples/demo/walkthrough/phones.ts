import { FcmDevice, type Push, type TargetKind } from './fcm-device.ts';
import type { DeviceRegistration } from './person.ts';

interface PhoneModel {
  name: string;
  kind: TargetKind;
  registration: Omit<DeviceRegistration, TargetKind>;
}

/** One for each kind of address that FCM has, and for each language. */
const MODELS: readonly PhoneModel[] = [
  {
    name: 'Android phone in English',
    kind: 'token',
    registration: { platform: 'android', deviceId: 'android-phone', locale: 'en' },
  },
  {
    name: 'iPhone in Korean',
    kind: 'fid',
    registration: { platform: 'ios', deviceId: 'iphone', locale: 'ko' },
  },
];

export interface Phone {
  name: string;
  registration: DeviceRegistration;
  device: FcmDevice;
}

export interface ArrivedPush extends Push {
  phone: string;
}

/** @param fcmHost `host:port` of the FCM emulator that is to know the phones */
export async function createPhones(fcmHost: string): Promise<Phone[]> {
  return Promise.all(
    MODELS.map(async ({ name, kind, registration }) => {
      const device = await FcmDevice.create(fcmHost, kind);
      return { name, device, registration: { ...registration, ...device.target } };
    }),
  );
}

/** @returns what the push looks like on this phone, or undefined if it doesn't arrive in time */
export async function arrivalOn(
  { name, device }: Phone,
  limitMs: number,
  interrupt: AbortSignal,
): Promise<ArrivedPush | undefined> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    return { phone: name, ...(await device.receivePush(AbortSignal.any([limit, interrupt]))) };
  } catch (error) {
    if (limit.aborted && !interrupt.aborted) return undefined;
    throw error;
  }
}
