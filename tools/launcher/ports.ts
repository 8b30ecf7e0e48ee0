import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Port } from './addresses.ts';
import { LaunchError } from './launch-error.ts';

/** Both, because a listener on the one leaves the other free, and a browser's `localhost` is either. */
const LOOPBACKS = ['127.0.0.1', '::1'];

const NO_SUCH_ADDRESS = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

async function canListen(port: number, host: string): Promise<boolean> {
  const server = createServer();
  const listening = once(server, 'listening');
  server.listen({ port, host });
  try {
    await listening;
  } catch (error) {
    return error instanceof Error && 'code' in error && NO_SUCH_ADDRESS.has(String(error.code));
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** One that nothing listens at, on 127.0.0.1. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port }: AddressInfo = Object(server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** @throws LaunchError that names each port in use and what it is needed for */
export async function requireFreePorts(ports: readonly Port[]): Promise<void> {
  const taken: string[] = [];
  for (const { port, purpose } of ports) {
    const free = await Promise.all(LOOPBACKS.map((host) => canListen(port, host)));
    if (free.includes(false)) taken.push(`port ${port} (for ${purpose})`);
  }
  if (taken.length === 0) return;
  throw new LaunchError(
    `Already in use: ${taken.join(', ')}; stop what listens there, such as other emulators, and try again.`,
  );
}
