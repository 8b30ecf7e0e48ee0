import type { Phone } from './delivery/phone/phone.ts';
import type { Device, NewDevice } from './state/device.ts';
import type { Fault, FaultReport } from './state/fault-book.ts';
import type { LoggedMessage } from './state/message-log.ts';

export interface FcmEmulatorOptions {
  /** 9298 unless given; 0 takes a free one. */
  readonly port?: number;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** Refuse targets that this emulator did not create. */
  readonly strict?: boolean;
  readonly now?: () => Date;
}

/** A running emulator; its methods do what the control API does, and throw a BadInput as that answers 400. */
export interface FcmEmulator extends AsyncDisposable {
  /** Such as `http://127.0.0.1:9298`. */
  readonly origin: string;
  /** A registration token, unless its `kind` is `fid`. */
  createDevice(device?: Partial<NewDevice>): Device;
  /** Oldest first, the uninstalled included. */
  devices(): readonly Device[];
  /** UNREGISTERED from now on, whether the emulator has created it or not. */
  uninstall(tokenOrFid: string): Device;
  /** Takes the device's messages to a phone that runs on this machine; null ends that. */
  connectPhone(tokenOrFid: string, phone: Phone | null): Device;
  /** Takes the place of all faults before; an empty list ends them. */
  setFaults(faults: readonly Fault[]): readonly FaultReport[];
  /** The accepted messages in order, or those that went to one device. */
  messages(tokenOrFid?: string): readonly LoggedMessage[];
  clearMessages(): void;
  /** Ends every connection and resolves when the port is free. */
  close(): Promise<void>;
}
