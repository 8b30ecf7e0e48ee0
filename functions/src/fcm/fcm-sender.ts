import type { AccessTokens } from './access-token.ts';
import { plainConnections } from './http1.ts';
import { http2Connections } from './http2.ts';
import { type Payload, type Platform, type Target, targetEntry, targetId } from './message.ts';
import type { Answer, Unasked } from './outcome.ts';

/** FCM's own advice: wait at least 10 s before a request counts as lost. */
const TIMEOUT_MS = 10_000;
/** What is not sent now is for another attempt or another instance: after so long, ms. */
const HANDED_ON_MS = 1_000;

export interface SendRequest {
  /** A registration token, an installation ID, or for a dry run a topic, which reaches no one. */
  readonly to: Target | { readonly topic: string };
  readonly payload: Payload;
  /** Whose device it is for. Absent in a dry run, which reaches no one. */
  readonly platform?: Platform;
  /** FCM checks the message and sends nothing. */
  readonly validateOnly?: boolean;
  /** What is not on its way to the network by then is not sent at all, ms since the epoch. */
  readonly notAfter?: number;
}

/** One request to FCM. Never throws: no access token, a lost connection or a time-out are answers too. */
export type Send = (request: SendRequest) => Promise<Answer>;

export interface FcmSender {
  readonly send: Send;
  close(): void;
}

/**
 * Sends over connections that stay open between invocations: HTTP/2 to FCM, HTTP/1.1 to a plain
 * `http:` origin.
 */
export function createFcmSender(options: {
  readonly origin: string;
  readonly projectId: string;
  readonly accessTokens: AccessTokens;
  /** True once the instance has been told to end: no request begins any more. */
  readonly isEnding?: () => boolean;
  readonly timeoutMs?: number;
  /** PEM of the only authority to trust; otherwise those that Node brings. */
  readonly ca?: string;
  readonly now?: () => number;
}): FcmSender {
  const { origin, projectId, accessTokens, ca } = options;
  const { isEnding = () => false, timeoutMs = TIMEOUT_MS, now = Date.now } = options;
  const path = `/v1/projects/${encodeURIComponent(projectId)}/messages:send`;
  const connections = origin.startsWith('https:')
    ? http2Connections(origin, { ca })
    : plainConnections(origin);

  async function send(request: SendRequest): Promise<Answer> {
    const { to, payload, validateOnly = false, notAfter = Number.POSITIVE_INFINITY } = request;
    const heldBack = (): Unasked | undefined => {
      if (isEnding()) return { unasked: 'INSTANCE_ENDING', retryAfterMs: HANDED_ON_MS };
      return now() > notAfter ? { unasked: 'TOO_LATE', retryAfterMs: HANDED_ON_MS } : undefined;
    };
    let token: string;
    try {
      token = await accessTokens.current();
    } catch (error) {
      return { noAccess: redact(describe(error), to) };
    }
    try {
      const message = { ...to, ...payload };
      const json = JSON.stringify({ message, ...(validateOnly && { validate_only: true }) });
      const authorization = `Bearer ${token}`;
      const answer = await connections.post({ path, authorization, json }, timeoutMs, heldBack);
      if ('unasked' in answer) return answer;
      if (answer.status === 401) accessTokens.drop(token);
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
  if (error.cause instanceof Error) return describe(error.cause);
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code} ` : '';
  return `${code}${error.message}`;
}
