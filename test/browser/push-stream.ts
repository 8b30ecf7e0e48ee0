/** Stands between the emulator's push service and a browser: hears what comes to a subscription. */
export async function hearPushes(endpoint: string): Promise<PushStream> {
  const aborting = new AbortController();
  const { body } = await fetch(endpoint, { signal: aborting.signal });
  if (body === null) throw new Error('There is no such push subscription.');
  return new PushStream(body, aborting);
}

export class PushStream implements Disposable {
  readonly #reader: ReadableStreamDefaultReader<string>;
  readonly #aborting: AbortController;
  #unread = '';

  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>>, aborting: AbortController) {
    this.#reader = body.pipeThrough(new TextDecoderStream()).getReader();
    this.#aborting = aborting;
  }

  [Symbol.dispose](): void {
    this.#aborting.abort();
  }

  /** The text of the next push. */
  async next(): Promise<string> {
    for (;;) {
      const found = /event: push\ndata: (.*)\n\n/.exec(this.#unread);
      if (found !== null) {
        this.#unread = this.#unread.slice(found.index + found[0].length);
        return JSON.parse(found[1] ?? '');
      }
      const { value, done } = await this.#reader.read();
      if (done) throw new Error('The push service has ended the stream.');
      this.#unread += value;
    }
  }
}
