import type { AccessTokens } from './access-token.ts';
import { Http2Connections } from './http2-connections.ts';
import type { Payload, Target } from './message.ts';
import type { Answer } from './outcome.ts';
import { plainConnections } from './plain-connections.ts';
import { targetEntry, targetId } from './target.ts';

/** FCM's own advice: wait at least 10 s before a request counts as lost. */
const TIMEOUT_MS = 10_000;

export interface SendRequest {
  /** A registration token, an installation ID, or for a dry run a topic, which reaches no one. */
  readonly to: Target | { readonly topic: string };
  readonly payload: Payload;
  /** FCM checks the message and sends nothing. */
  readonly validateOnly?: boolean;
  /** A request that is not under way by then is not made, ms since the epoch. */
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
  readonly timeoutMs?: number;
  /** PEM of the only authority to trust; otherwise those that Node brings. */
  readonly ca?: string;
}): FcmSender {
  const { origin, projectId, accessTokens, timeoutMs = TIMEOUT_MS, ca } = options;
  const path = `/v1/projects/${encodeURIComponent(projectId)}/messages:send`;
  const connections = origin.startsWith('https:')
    ? new Http2Connections(origin, { ca })
    : plainConnections(origin);

  async function send({ to, payload, validateOnly = false }: SendRequest): Promise<Answer> {
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
      const answer = await connections.post({ path, authorization, json }, timeoutMs);
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
