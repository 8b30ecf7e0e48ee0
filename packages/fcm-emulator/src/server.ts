import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import type { Fault } from './control-input.ts';
import { newEmulator } from './emulator.ts';
import { newApp } from './http/app.ts';
import { controlOf } from './http/control-api.ts';
import type { Device, NewDevice } from './state/device.ts';
import type { FaultReport } from './state/fault-book.ts';
import type { LoggedMessage } from './state/message-log.ts';

/**
 * How long an idle connection is kept, in milliseconds. It is longer than in clients, so that they
 * never send on a connection that the server is closing.
 */
const KEEP_ALIVE_MS = 600_000;

// This file and the bundle in dist have the same depth, so the path is right for both.
const PAGE_FOLDER = fileURLToPath(new URL('../dist/page/', import.meta.url));

/** Beside the ports of the Firebase emulators, which end at 9199 and 9299. */
export const DEFAULT_PORT = 9298;
/** Only this machine, because everybody who reaches the emulator can read all messages. */
export const DEFAULT_HOST = '127.0.0.1';

export interface FcmEmulatorOptions {
  /** Default: 9298. With 0, the system chooses a free port. */
  readonly port?: number;
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Refuse targets that this emulator did not create. */
  readonly strict?: boolean;
  /** More hosts whose pages may call it, and under whose names it can be reached. */
  readonly allowedHosts?: readonly string[];
  readonly now?: () => Date;
}

/** A running emulator. Its methods do what the control API does. Wrong input throws a BadInput. */
export interface FcmEmulator extends AsyncDisposable {
  /** Such as `http://127.0.0.1:9298`. */
  readonly origin: string;
  /** The device gets a registration token, unless its `kind` is `fid`. */
  createDevice(device?: Partial<NewDevice>): Device;
  /** Oldest first, with the uninstalled ones. */
  devices(): readonly Device[];
  /** From now on, the target is UNREGISTERED, even if the emulator did not create it. */
  uninstall(tokenOrFid: string): Device;
  /** Replaces all faults. An empty list removes them. */
  setFaults(faults: readonly Fault[]): readonly FaultReport[];
  /** Returns the accepted messages in order, or only those for one device. */
  messages(tokenOrFid?: string): readonly LoggedMessage[];
  clearMessages(): void;
  /** Closes all connections. Resolves when the port is free. */
  close(): Promise<void>;
}

/** Rejects with the error of `listen`, for example with the code EADDRINUSE. */
export async function startFcmEmulator({
  port = DEFAULT_PORT,
  host = DEFAULT_HOST,
  strict = false,
  allowedHosts = [],
  now = () => new Date(),
}: FcmEmulatorOptions = {}): Promise<FcmEmulator> {
  const emulator = newEmulator(strict, now);
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS },
    getRequestListener(newApp(emulator, { allowedHosts, pageFolder: PAGE_FOLDER }).fetch),
  );
  server.listen(port, host);
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    ...controlOf(emulator),
    origin: originOf(server.address()),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function originOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
