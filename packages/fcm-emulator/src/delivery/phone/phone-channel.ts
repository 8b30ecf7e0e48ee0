import type { DeviceRegistry } from '../../state/device-registry.ts';
import type { LoggedMessage } from '../../state/message-log.ts';
import type { Channel, Receipt } from '../channel.ts';
import { broadcastPush } from './android.ts';
import { apnsPayloadOf } from './apns-payload.ts';
import { intentExtrasOf } from './intent-extras.ts';
import { pushToSimulator } from './ios-simulator.ts';
import type { Phone } from './phone.ts';

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

/** What came of it, also where the phone's program is not installed. */
export async function onPhone(phone: Phone, act: () => Promise<Receipt>): Promise<Receipt> {
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
  return error instanceof Error ? error.message : String(error);
}
