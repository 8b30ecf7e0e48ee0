import type { FcmEmulator, FcmEmulatorOptions } from '../src/index.ts';
import { startFcmEmulator } from './tested.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface StreamEvent {
  readonly name: string;
  readonly data: unknown;
}

const CREDENTIALS: HeadersInit = { authorization: 'Bearer t' };

/** An emulator on a free port, and the requests of the tests. */
export class RunningEmulator {
  readonly #emulator: FcmEmulator;

  private constructor(emulator: FcmEmulator) {
    this.#emulator = emulator;
  }

  static async start(options: Partial<FcmEmulatorOptions> = {}): Promise<RunningEmulator> {
    return new RunningEmulator(await startFcmEmulator({ port: 0, ...options }));
  }

  get origin(): string {
    return this.#emulator.origin;
  }

  close(): Promise<void> {
    return this.#emulator.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  control(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.request(method, `emulator/v1/${path}`, body, {});
  }

  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: HeadersInit = CREDENTIALS,
  ): Promise<Answer> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return answerOf(await fetch(`${this.origin}/${path}`, { method, headers, ...sent }));
  }

  /** Sends `{message}` to the project p. */
  send(message: unknown): Promise<Answer> {
    return this.post(JSON.stringify({ message }));
  }

  async post(
    body: string,
    headers: HeadersInit = CREDENTIALS,
    path = 'v1/projects/p/messages:send',
  ): Promise<Answer> {
    return answerOf(await fetch(`${this.origin}/${path}`, { method: 'POST', headers, body }));
  }

  /** Returns the accepted messages as they were sent. */
  async accepted(query = ''): Promise<unknown[]> {
    const { body } = await this.control('GET', `messages${query}`);
    return listIn(body, 'messages').map((entry) => property(entry, 'message'));
  }

  async listen(path = 'emulator/v1/stream'): Promise<AsyncGenerator<StreamEvent, void>> {
    const { body, headers } = await fetch(new URL(path, this.origin));
    if (body === null || headers.get('content-type') !== 'text/event-stream; charset=UTF-8') {
      throw new Error(`There is no stream of events at ${path}.`);
    }
    return eventsOf(body.pipeThrough(new TextDecoderStream()));
  }

  async newDevice(kind: 'token' | 'fid' = 'token'): Promise<string> {
    const { body } = await this.control('POST', 'devices', { kind });
    return String(property(body, kind));
  }
}

const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const json = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  const body: unknown = json ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body };
};

async function* eventsOf(text: ReadableStream<string>): AsyncGenerator<StreamEvent, void> {
  let rest = '';
  for await (const chunk of text) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
      if (name !== undefined && data !== undefined) yield { name, data: JSON.parse(data) };
    }
  }
}

export function property(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}

export function listIn(value: unknown, ...path: readonly (string | number)[]): unknown[] {
  const list = property(value, ...path);
  if (!Array.isArray(list)) throw new Error(`There is no list at ${path.join('.')}.`);
  return list;
}

/** Returns the FcmError code and the violated fields of an error. */
export function errorOf({ status, body }: Pick<Answer, 'status' | 'body'>) {
  const details = listIn(body, 'error', 'details');
  return {
    status,
    rpcStatus: property(body, 'error', 'status'),
    message: property(body, 'error', 'message'),
    fields: details
      .flatMap((detail) => property(detail, 'fieldViolations') ?? [])
      .map((violation) => property(violation, 'field')),
    errorCode: details.map((detail) => property(detail, 'errorCode')).find((code) => code),
  };
}
