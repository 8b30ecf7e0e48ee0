import { Pool } from 'undici';
import type { Payload, Target } from './message.ts';
import type { Answer } from './outcome.ts';
import { targetEntry, targetId } from './target.ts';

/**
 * Most connections to FCM. One is opened when all others carry 100 streams, and closed when it
 * idles. Four saturate one core at 50 ms: with ten a message only takes more CPU time.
 */
const HTTP2_CONNECTIONS = 4;
/** An HTTP/1.1 server (the emulator) gets one request a connection at a time. */
const HTTP1_CONNECTIONS = 64;
/** FCM's own advice: wait at least 10 s before a request counts as lost. */
const TIMEOUT_MS = 10_000;
/** How long an idle connection is kept, ms: longer than the pauses of a quiet app's comments. */
const IDLE_MS = 4 * 60_000;

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
  close(): Promise<void>;
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
  const secure = options.origin.startsWith('https:');
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const pool = new Pool(options.origin, {
    allowH2: secure,
    connections: secure ? HTTP2_CONNECTIONS : HTTP1_CONNECTIONS,
    connectTimeout: timeoutMs,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    keepAliveTimeout: IDLE_MS,
    ...(options.ca !== undefined && { connect: { ca: options.ca } }),
  });
  const path = `/v1/projects/${encodeURIComponent(options.projectId)}/messages:send`;

  async function send({ to, payload, validateOnly = false }: SendRequest): Promise<Answer> {
    try {
      const { statusCode, headers, body } = await pool.request({
        method: 'POST',
        path,
        headers: {
          authorization: `Bearer ${await options.accessToken()}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          message: { ...to, ...payload },
          ...(validateOnly && { validate_only: true }),
        }),
      });
      if (statusCode === 200) {
        // The status is FCM's yes: what happens to the rest of the answer changes nothing.
        body.dump().catch(() => {});
        return { status: 200, body: '' };
      }
      const retryAfter = headers['retry-after'];
      return {
        status: statusCode,
        retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
        body: redact(await body.text(), to),
      };
    } catch (error) {
      return { failure: redact(describe(error), to) };
    }
  }

  return { send, close: () => pool.destroy() };
}

/** Whatever FCM or the network quotes back, the secret does not leave this file. */
function redact(text: string, to: SendRequest['to']): string {
  if ('topic' in to) return text;
  return text.replaceAll(targetEntry(to)[1], targetId(to));
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code} ` : '';
  return `${code}${error.message}`;
}
