import { join } from 'node:path';
import { LaunchError } from './launch-error.ts';

/** How firebase-tools calls the socket of a function's process: 16 hexadecimal digits between. */
const SOCKET_NAME = `fire_emu_${'0'.repeat(16)}.sock`;

/** Bytes of a socket's path, by the size of `sun_path` less its end; Windows has named pipes. */
const LIMITS: Partial<Record<NodeJS.Platform, number>> = { linux: 107, darwin: 103 };

/**
 * The Functions emulator would wait for a minute for a function that cannot listen.
 *
 * @throws LaunchError where a socket in the directory would have too long a path
 */
export function requireRoomForSockets(
  directory: string,
  platform: NodeJS.Platform = process.platform,
): void {
  const excess = Buffer.byteLength(join(directory, SOCKET_NAME)) - (LIMITS[platform] ?? Infinity);
  if (excess <= 0) return;
  throw new LaunchError(
    `The directory for temporary files is too long for the path of a socket, by ${excess} bytes: set TMPDIR to a shorter one, for example /tmp.`,
  );
}
