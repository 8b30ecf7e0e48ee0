import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { newEmulator } from './emulator.ts';
import { handleRequest } from './http/request-handler.ts';

/**
 * How long an idle connection is kept, in milliseconds. Above what clients keep theirs for, so that
 * they never send on a connection that the server is just closing.
 */
const KEEP_ALIVE_MS = 600_000;

// This file and the bundle in dist stand equally deep, so the path holds for both.
const PAGE_FOLDER = fileURLToPath(new URL('../dist/page/', import.meta.url));

export interface FcmEmulatorOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** Refuse targets that this emulator did not create. */
  readonly strict: boolean;
  readonly now?: () => Date;
}

export interface FcmEmulator {
  /** Such as `http://127.0.0.1:9298`. */
  readonly origin: string;
  /** Ends every connection and resolves when the port is free. */
  close(): Promise<void>;
}

/** Rejects with the error of `listen`, such as one with the code EADDRINUSE. */
export async function startFcmEmulator({
  port,
  host,
  strict,
  now = () => new Date(),
}: FcmEmulatorOptions): Promise<FcmEmulator> {
  const emulator = newEmulator(strict, PAGE_FOLDER, now);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    void handleRequest(emulator, request, response);
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    origin: originOf(server.address()),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function originOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
