import { Http1Connections } from './http1-connections.ts';
import { Http2Connections } from './http2-connections.ts';
import type { Payload, Target } from './message.ts';
import type { Answer } from './outcome.ts';
import { targetEntry, targetId } from './target.ts';

/** FCM's own advice: wait at least 10 s before a request counts as lost. */
const TIMEOUT_MS = 10_000;

export interface SendRequest {
  /** A registration token, an installation ID, or for a dry run a topic, which reaches no one. */
  readonly to: Target | { readonly topic: string };
  readonly payload: Payload;
  /** FCM checks the message and sends nothing. */
  readonly validateOnly?: boolean;
}

/** One request to FCM. Never throws: a lost connection or a time-out is an answer too. */
export type Send = (request: SendRequest) => Promise<Answer>;

export interface FcmSender {
  readonly send: Send;
  close(): void;
}

/**
 * Sends over connections that stay open between invocations: HTTP/2 to FCM, HTTP/1.1 to a plain
 * `http:` origin. `accessToken` is asked before each request and is expected to cache.
 */
export function createFcmSender(options: {
  readonly origin: string;
  readonly projectId: string;
  readonly accessToken: () => Promise<string>;
  readonly timeoutMs?: number;
  /** PEM of the only authority to trust; otherwise those that Node brings. */
  readonly ca?: string;
}): FcmSender {
  const { origin, projectId, accessToken, timeoutMs = TIMEOUT_MS, ca } = options;
  const path = `/v1/projects/${encodeURIComponent(projectId)}/messages:send`;
  const connections = origin.startsWith('https:')
    ? new Http2Connections(origin, { ca })
    : new Http1Connections(origin);

  async function send({ to, payload, validateOnly = false }: SendRequest): Promise<Answer> {
    try {
      const authorization = `Bearer ${await accessToken()}`;
      const message = { ...to, ...payload };
      const json = JSON.stringify({ message, ...(validateOnly && { validate_only: true }) });
      const answer = await connections.post({ path, authorization, json }, timeoutMs);
      return answer.body === '' ? answer : { ...answer, body: redact(answer.body, to) };
    } catch (error) {
      return { failure: redact(describe(error), to) };
    }
  }

  return { send, close: () => connections.close() };
}

/** Whatever FCM or the network quotes back, the secret does not leave this file. */
function redact(text: string, to: SendRequest['to']): string {
  if ('topic' in to) return text;
  return text.replaceAll(targetEntry(to)[1], targetId(to));
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  if (error.cause !== undefined) return describe(error.cause);
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code} ` : '';
  return `${code}${error.message}`;
}
