import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const HOST = '127.0.0.1';

/**
 * Passes bytes on to a port of loopback until told to fall silent: then the connections that are
 * open stay open and carry nothing more, as after a router lost them. New ones work, but for as many
 * as are to be accepted and never answered.
 */
export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #toIgnore = 0;

  /** Set: what begins from now on is passed on once this has happened. */
  hold: Promise<void> | undefined;

  private constructor(port: number) {
    this.#server = createServer(async (near) => {
      if (this.#toIgnore > 0) {
        this.#toIgnore -= 1;
        this.#sockets.add(near.on('error', () => {}));
        return;
      }
      const far = connect(port, HOST);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => {});
      }
      await this.hold;
      near.pipe(far).pipe(near);
    });
  }

  /** @param at the port to listen at: a free one, unless told otherwise */
  static async start(port: number, at = 0): Promise<Relay> {
    const relay = new Relay(port);
    relay.#server.listen(at, HOST);
    await once(relay.#server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `https://${HOST}:${this.port}`;
  }

  /** Ends the connections that are open, as a server that restarts. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  fallSilent(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  /** The next so many connections are accepted, and nothing that they carry is ever answered. */
  ignoreNext(connections: number): void {
    this.#toIgnore = connections;
  }

  async close(): Promise<void> {
    this.hangUp();
    await new Promise((closed) => this.#server.close(closed));
  }
}
