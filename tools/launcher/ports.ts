import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Port } from './addresses.ts';
import { LaunchError } from './launch-error.ts';

/** Both, because a browser may use either for `localhost`, and each can be in use alone. */
const LOOPBACKS = ['127.0.0.1', '::1'];

const NO_SUCH_ADDRESS = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

/** Listens for a moment, and returns the port. */
async function listenOnce(port: number, host: string): Promise<number> {
  const server = createServer().listen({ port, host });
  await once(server, 'listening');
  const address: AddressInfo = Object(server.address());
  server.close();
  await once(server, 'close');
  return address.port;
}

const isFree = (port: number, host: string): Promise<boolean> =>
  listenOnce(port, host).then(
    () => true,
    (error: NodeJS.ErrnoException) => NO_SUCH_ADDRESS.has(error.code ?? ''),
  );

export const freePort = (): Promise<number> => listenOnce(0, '127.0.0.1');

/** @throws LaunchError that names each port in use and its purpose */
export async function requireFreePorts(ports: readonly Port[]): Promise<void> {
  const taken: string[] = [];
  for (const { port, purpose } of ports) {
    const free = await Promise.all(LOOPBACKS.map((host) => isFree(port, host)));
    if (free.includes(false)) taken.push(`port ${port} (for ${purpose})`);
  }
  if (taken.length === 0) return;
  throw new LaunchError(
    `Already in use: ${taken.join(', ')}; stop the programs that use these ports, such as other emulators, and try again.`,
  );
}
