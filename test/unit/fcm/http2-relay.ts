import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const HOST = '127.0.0.1';

/** Forwards bytes to a port of this machine, and can lose connections as a router does. */
export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #toIgnore = 0;

  private constructor(port: number) {
    this.#server = createServer((near) => {
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
      near.pipe(far).pipe(near);
    });
  }

  /** @param at the port to listen on, by default a free one */
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

  /** Ends the open connections, like a server that restarts. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** The open connections stay open and carry nothing more. New ones work. */
  fallSilent(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  /** Accepts this number of further connections, and never answers on them. */
  ignoreNext(connections: number): void {
    this.#toIgnore = connections;
  }

  async close(): Promise<void> {
    this.hangUp();
    await new Promise((closed) => this.#server.close(closed));
  }
}
