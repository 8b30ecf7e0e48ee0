export type DeviceKind = 'token' | 'fid';

export interface NewDevice {
  readonly kind: DeviceKind;
  readonly platform?: string;
  readonly label?: string;
}

interface KnownDevice {
  readonly id: string;
  readonly platform?: string;
  readonly label?: string;
  readonly createdAt: string;
  /** Set after the app was uninstalled. */
  readonly unregisteredAt?: string;
}

/** A registration token or installation ID, with the name of its field in a message. */
export type Target =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'fid'; readonly fid: string };

export type Device = KnownDevice & Target;

/** Returns the registration token or installation ID. */
export const targetOf = (device: Device): string =>
  device.kind === 'token' ? device.token : device.fid;
