import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Time for the server to send its first bytes, in milliseconds. Google needs 100 ms. */
const FIRST_BYTES_MS = 5_000;
/** Then an instance that was frozen has this time to read what has arrived, in milliseconds. */
const READ_MS = 1_000;

/**
 * Closes each new connection to Firestore whose server sends nothing. gRPC would wait forever for
 * the handshake, and so would all calls, although a new connection would work. Keepalive watches the
 * connections that are established.
 */
export function limitConnecting(port: number): void {
  subscribe('net.client.socket', (message) => {
    const { socket } = message as { readonly socket: Socket };
    const closeIfSilent = () => {
      // A socket has no remote port before it is connected.
      const isFirestore = socket.connecting || socket.remotePort === port;
      if (isFirestore && socket.bytesRead === 0)
        socket.destroy(new Error('the server sends nothing'));
    };
    const timer = setTimeout(() => setTimeout(closeIfSilent, READ_MS).unref(), FIRST_BYTES_MS);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
  });
}
