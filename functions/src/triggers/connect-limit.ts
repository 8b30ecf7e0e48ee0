import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const LIMITS = {
  /** Within so long a peer takes the connection and says its first word, ms. It takes Google 100. */
  firstWordMs: 5_000,
  /** Then an instance that was frozen or busy for all of that hears what has come meanwhile, ms. */
  hearingMs: 1_000,
};

/**
 * Gives up each new connection to Firestore whose peer says nothing. gRPC waits for ever for the
 * answer to a handshake, and has all calls wait with it, though the next connection would be healthy:
 * here it makes that one. A connection that stands is watched by keepalive.
 *
 * @returns stops that
 */
export function limitConnecting(port: number, { firstWordMs, hearingMs } = LIMITS): () => void {
  const watch = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket };
    const giveUp = () => {
      // One that is not connected yet tells no port.
      const isFirestore = socket.connecting || socket.remotePort === port;
      if (isFirestore && socket.bytesRead === 0) socket.destroy(new Error('the peer says nothing'));
    };
    const timer = setTimeout(() => setTimeout(giveUp, hearingMs).unref(), firstWordMs).unref();
    socket.once('close', () => clearTimeout(timer));
  };
  subscribe('net.client.socket', watch);
  return () => unsubscribe('net.client.socket', watch);
}
