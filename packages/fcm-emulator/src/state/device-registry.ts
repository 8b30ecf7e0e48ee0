import { randomBytes, randomUUID } from 'node:crypto';
import { BadInput } from '../refusals.ts';
import { type Device, type NewDevice, type Target, targetOf } from './device.ts';

/** Limits memory: one entry takes about half a kilobyte. */
const MAX_DEVICES = 100_000;
/** An installation ID is base64url of 17 bytes, which begin with the bits 0111, without its end. */
const FID_BYTES = 17;
const FID_LENGTH = 22;
/** Registration tokens as apps see them: the installation ID, a colon, and 140 characters. */
const TOKEN_PREFIX = 'APA91b';
const TOKEN_SECRET_BYTES = 100;

export type DeviceState = 'registered' | 'unregistered' | 'unknown';

export class DeviceRegistry {
  readonly #devices = new Map<string, Device>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  create({ kind, ...description }: NewDevice): Device {
    const fid = newInstallationId();
    return this.#keep({
      id: randomUUID(),
      ...description,
      ...(kind === 'fid' ? { kind, fid } : { kind, token: newRegistrationToken(fid) }),
      createdAt: this.#now().toISOString(),
    });
  }

  /** Registers a target that an app has created itself. An unregistered one is registered again. */
  register(target: Target, description: Omit<NewDevice, 'kind'>): Device {
    const known = this.#devices.get(target.kind === 'fid' ? target.fid : target.token);
    return this.#keep({
      id: known?.id ?? randomUUID(),
      ...target,
      ...description,
      createdAt: known?.createdAt ?? this.#now().toISOString(),
    });
  }

  /** Makes the target unregistered, even if the emulator did not create it. */
  unregister(target: string): Device {
    const now = this.#now().toISOString();
    const elsewhere: Target =
      target.length === FID_LENGTH
        ? { kind: 'fid', fid: target }
        : { kind: 'token', token: target };
    return this.#keep({
      id: randomUUID(),
      ...elsewhere,
      createdAt: now,
      unregisteredAt: now,
      ...this.#devices.get(target),
    });
  }

  stateOf(target: string): DeviceState {
    const device = this.#devices.get(target);
    if (device === undefined) return 'unknown';
    return device.unregisteredAt === undefined ? 'registered' : 'unregistered';
  }

  list(): readonly Device[] {
    return [...this.#devices.values()];
  }

  #keep(device: Device): Device {
    const target = targetOf(device);
    if (this.#devices.size >= MAX_DEVICES && !this.#devices.has(target)) {
      throw new BadInput(`The emulator keeps at most ${MAX_DEVICES} devices.`);
    }
    this.#devices.set(target, device);
    return device;
  }
}

export function newInstallationId(): string {
  const bytes = randomBytes(FID_BYTES);
  bytes.writeUInt8(0b0111_0000 | (bytes.readUInt8(0) & 0b0000_1111), 0);
  return bytes.toString('base64url').slice(0, FID_LENGTH);
}

export const newRegistrationToken = (fid: string): string =>
  `${fid}:${TOKEN_PREFIX}${randomBytes(TOKEN_SECRET_BYTES).toString('base64url')}`;

/** Returns whether FCM could have issued this token, also for Google's old instance IDs. */
export const isRegistrationToken = (text: string): boolean =>
  /^[\w-]{11,}:APA91[\w-]{20,}$/.test(text);
