/** A push that takes longer is lost, ms: a process of the emulator starts in seconds. */
const PATIENCE_MS = 60_000;

const MESSAGE_EVENT = /^event: message\ndata: (.*)$/;

/** What the FCM emulator accepts, as soon as it says so, by the push's text. */
export class Arrivals {
  readonly #counts = new Map<string, number>();
  readonly #waiting = new Map<string, (at: number) => void>();
  readonly #closing = new AbortController();
  #reading: Promise<void> | undefined;

  static async listen(fcmHost: string): Promise<Arrivals> {
    const arrivals = new Arrivals();
    const { signal } = arrivals.#closing;
    const { body } = await fetch(`http://${fcmHost}/emulator/v1/stream`, { signal });
    if (body === null) throw new Error('the FCM emulator has no stream');
    arrivals.#reading = arrivals.#read(body);
    return arrivals;
  }

  /** When a push arrives, by `performance.now()`, or undefined where it does not. */
  async next(text: string): Promise<number | undefined> {
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    this.#waiting.set(text, resolve);
    const patience = setTimeout(resolve, PATIENCE_MS, undefined);
    return promise.finally(() => clearTimeout(patience));
  }

  /** How often a push has arrived. */
  count(text: string): number {
    return this.#counts.get(text) ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#reading?.catch(() => {});
  }

  async #read(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    let unread = '';
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const events = (unread + text).split('\n\n');
      unread = events.pop() ?? '';
      for (const event of events) this.#take(event, performance.now());
    }
  }

  #take(event: string, at: number): void {
    const [, data] = MESSAGE_EVENT.exec(event) ?? [];
    if (data === undefined) return;
    const text: string = JSON.parse(data).message.notification.body;
    this.#counts.set(text, this.count(text) + 1);
    this.#waiting.get(text)?.(at);
  }
}
