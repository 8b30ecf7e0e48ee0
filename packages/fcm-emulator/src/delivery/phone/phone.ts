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
