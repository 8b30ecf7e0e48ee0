export interface HttpPost {
  readonly path: string;
  readonly authorization: string;
  readonly json: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter?: string | undefined;
  /** Empty for a 200: the status is FCM's yes, whatever happens to the rest of the answer. */
  readonly body: string;
}

/** Connections to one origin, kept open between posts. */
export interface Connections {
  /** @throws where there is no answer within the time, ms: TimedOut or what else kept it away */
  post(request: HttpPost, timeoutMs: number): Promise<HttpAnswer>;
  close(): void;
}

/** Nothing came back in time: the connection may have died without a word. */
export class TimedOut extends Error {
  constructor(timeoutMs: number) {
    super(`no answer within ${Math.round(timeoutMs)} ms`);
  }
}
