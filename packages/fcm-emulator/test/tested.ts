// The tests of the packed tarball replace this file (packed/packed.test.ts).
import { fileURLToPath } from 'node:url';

export { startFcmEmulator } from '../src/index.ts';

/** The program of the command `fcm-emulator`. */
export const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The module that a program imports to be redirected to the emulator. */
export const REDIRECT = new URL('../redirect/redirect.ts', import.meta.url).href;
