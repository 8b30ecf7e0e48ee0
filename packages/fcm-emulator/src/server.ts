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
 * How long an idle connection is kept, in milliseconds. Above what clients keep theirs for, so that
 * they never send on a connection that the server is just closing.
 */
const KEEP_ALIVE_MS = 600_000;

// This file and the bundle in dist stand equally deep, so the path holds for both.
const PAGE_FOLDER = fileURLToPath(new URL('../dist/page/', import.meta.url));

/** Beside the Firebase emulators, whose ports end at 9199 and 9299. */
export const DEFAULT_PORT = 9298;
/** Only this machine: whoever reaches the emulator reads every message. */
export const DEFAULT_HOST = '127.0.0.1';

export interface FcmEmulatorOptions {
  /** 9298 unless given; 0 takes a free one. */
  readonly port?: number;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** Refuse targets that this emulator did not create. */
  readonly strict?: boolean;
  /** Further hosts whose pages may call it, and by whose names it may be reached. */
  readonly allowedHosts?: readonly string[];
  readonly now?: () => Date;
}

/** A running emulator. Its methods do what the control API does; a BadInput is its answer 400. */
export interface FcmEmulator extends AsyncDisposable {
  /** Such as `http://127.0.0.1:9298`. */
  readonly origin: string;
  /** The device gets a registration token, unless its `kind` is `fid`. */
  createDevice(device?: Partial<NewDevice>): Device;
  /** Oldest first, the uninstalled included. */
  devices(): readonly Device[];
  /** UNREGISTERED from now on, whether the emulator has created it or not. */
  uninstall(tokenOrFid: string): Device;
  /** Replaces all faults; an empty list ends them. */
  setFaults(faults: readonly Fault[]): readonly FaultReport[];
  /** The accepted messages in order, or those to one device. */
  messages(tokenOrFid?: string): readonly LoggedMessage[];
  clearMessages(): void;
  /** Ends every connection and resolves when the port is free. */
  close(): Promise<void>;
}

/** Rejects with the error of `listen`, such as one with the code EADDRINUSE. */
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
