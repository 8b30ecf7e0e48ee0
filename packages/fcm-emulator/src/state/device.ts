/** What a developer has running, bound to a registration token or installation ID by hand. */
export type Phone =
  | {
      readonly kind: 'ios-simulator';
      /** A name of `xcrun simctl list`: an identifier, or `booted`. */
      readonly simulator: string;
      /** The bundle identifier of the app. */
      readonly app: string;
    }
  | {
      readonly kind: 'android';
      /** A serial of `adb devices`, such as `emulator-5554`. */
      readonly serial: string;
      /** The package name of the app, in a build that can be debugged. */
      readonly app: string;
    };

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
  /** Where its messages are taken to, beside being logged. */
  readonly phone?: Phone;
  /** Set once the app was uninstalled. */
  readonly unregisteredAt?: string;
}

/** A registration token or installation ID, under the name that a message has for it. */
export type Target =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'fid'; readonly fid: string };

export type Device = KnownDevice & Target;

/** The registration token or installation ID. */
export const targetOf = (device: Device): string =>
  device.kind === 'token' ? device.token : device.fid;
