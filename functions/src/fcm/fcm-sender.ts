import type { AccessTokens } from './access-token.ts';
import { plainConnections } from './http1.ts';
import { http2Connections } from './http2.ts';
import { type Payload, type Platform, type Target, targetEntry, targetId } from './message.ts';
import type { Answer, Unasked } from './outcome.ts';

/** FCM recommends waiting 10 s or longer before a request counts as lost. */
const TIMEOUT_MS = 10_000;
/** Milliseconds until another attempt sends what this instance could not send any more. */
const NEXT_ATTEMPT_MS = 1_000;

export interface SendRequest {
  /** A registration token, an installation ID, or a topic. A topic is for a dry run. */
  readonly to: Target | { readonly topic: string };
  readonly payload: Payload;
  /** The platform of the device, for an app with several providers. Absent for a dry run. */
  readonly platform?: Platform;
  /** FCM only checks the message and sends nothing. */
  readonly validateOnly?: boolean;
  /** If the request is not written to the network by this time, it is not sent. */
  readonly notAfter?: number;
}

/** Sends one request to FCM. Never throws: a timeout or a lost connection is an answer too. */
export type Send = (request: SendRequest) => Promise<Answer>;

export interface FcmSender {
  readonly send: Send;
  close(): void;
}

/** Creates a sender whose connections stay open: HTTP/2 to FCM, HTTP/1.1 to an `http:` origin. */
export function createFcmSender(options: {
  readonly origin: string;
  readonly projectId: string;
  readonly accessTokens: AccessTokens;
  /** Returns true when the instance must shut down: no new request starts. */
  readonly isEnding?: () => boolean;
  readonly timeoutMs?: number;
  /** PEM of the only authority to trust; by default the ones that Node.js trusts. */
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
    const reasonNotToSend = (): Unasked | undefined => {
      if (isEnding()) return { unasked: 'INSTANCE_ENDING', retryAfterMs: NEXT_ATTEMPT_MS };
      return now() > notAfter ? { unasked: 'TOO_LATE', retryAfterMs: NEXT_ATTEMPT_MS } : undefined;
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
      const answer = await connections.post(
        { path, authorization, json },
        timeoutMs,
        reasonNotToSend,
      );
      if ('unasked' in answer) return answer;
      if (answer.status === 401) accessTokens.drop(token);
      return answer.body === '' ? answer : { ...answer, body: redact(answer.body, to) };
    } catch (error) {
      return { failure: redact(describe(error), to) };
    }
  }

  return { send, close: () => connections.close() };
}

/** Removes the secret target from an error text of FCM or of the network. */
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
