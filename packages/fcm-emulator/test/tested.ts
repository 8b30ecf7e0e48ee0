// The tests of the packed tarball put its own in the place of this file (packed/packed.test.ts).
import { fileURLToPath } from 'node:url';

export { startFcmEmulator } from '../src/index.ts';

/** The program that the command `fcm-emulator` runs. */
export const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** What a program imports to be led to the emulator. */
export const REDIRECT = new URL('../redirect/redirect.ts', import.meta.url).href;
