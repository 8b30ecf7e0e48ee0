import { BadInput } from '../../refusals.ts';
import type { Device, Phone } from '../../state/device.ts';
import type { DeviceRegistry } from '../../state/device-registry.ts';
import type { LoggedMessage, Receipt } from '../../state/message-log.ts';
import { type Channel, reasonOf } from '../deliver.ts';
import { broadcastPush, startWithToken } from './android.ts';
import { intentExtrasOf } from './intent-extras.ts';
import { apnsPayloadOf, pushToSimulator } from './ios.ts';

/** A sender ID: apps do not compare it with their own. */
const SENDER = '0';

/** To the phones that devices are bound to, in the order of the messages. */
export function phoneChannel(devices: DeviceRegistry): Channel {
  const last = new Map<string, Promise<unknown>>();
  return {
    deliver(message, device) {
      const phone = devices.get(device)?.phone;
      if (phone === undefined) return undefined;
      const receipt = (last.get(device) ?? Promise.resolve()).then(() => push(message, phone));
      const settled = receipt
        .catch(() => {})
        .then(() => {
          if (last.get(device) === settled) last.delete(device);
        });
      last.set(device, settled);
      return receipt;
    },
  };
}

const push = ({ id, message }: LoggedMessage, phone: Phone): Promise<Receipt> =>
  onPhone(phone, () =>
    phone.kind === 'android'
      ? broadcastPush(phone, intentExtrasOf(message, id, SENDER, phone.app))
      : pushToSimulator(phone, apnsPayloadOf(message, id, SENDER)),
  );

/** Tells the app on an Android phone its registration token. Throws BadInput where it has no such phone. */
export async function announceToken(device: Device | undefined): Promise<Receipt> {
  const phone = device?.phone;
  if (device?.kind !== 'token' || phone?.kind !== 'android') {
    throw new BadInput(
      'Only an Android phone that is connected to a registration token can be told it.',
    );
  }
  return onPhone(phone, () => startWithToken(phone, device.token));
}

/** What came of it, also where the phone's program is not installed. */
async function onPhone(phone: Phone, act: () => Promise<Receipt>): Promise<Receipt> {
  try {
    return await act();
  } catch (error) {
    return { via: phone.kind, ok: false, detail: notStarted(phone, error) };
  }
}

function notStarted({ kind }: Phone, error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return kind === 'android'
      ? 'There is no adb on the PATH: install the Android SDK Platform-Tools.'
      : 'There is no xcrun on the PATH: install Xcode, on a Mac.';
  }
  return reasonOf(error);
}
