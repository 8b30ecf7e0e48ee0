import { BadInput } from '../../control-input.ts';
import type { Device } from '../../state/device.ts';
import type { Receipt } from '../channel.ts';
import { startWithToken } from './android.ts';
import { onPhone } from './phone-channel.ts';

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
