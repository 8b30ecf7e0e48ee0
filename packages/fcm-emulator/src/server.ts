import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { newEmulator } from './emulator.ts';
import { newApp } from './http/app.ts';
import { type Control, controlOf } from './http/control-api.ts';

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
  /** Names besides those of this machine by which it answers, and of whose pages. */
  readonly allowedHosts?: readonly string[];
  readonly now?: () => Date;
}

/** A running emulator, which can do by its methods what the control API does. */
export interface FcmEmulator extends Control, AsyncDisposable {
  /** Such as `http://127.0.0.1:9298`. */
  readonly origin: string;
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
