import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { MAX_BODY_BYTES } from '../tokens/requests.ts';

/** Replaces a body that was not read. The SDK checks who is signed in, then we refuse it. */
const UNREAD_BODY = { data: 'unread' };

/** The functions that anybody can call. The others need a role. */
export const CALLABLES: readonly string[] = ['savePushToken', 'removePushToken', 'sendTestPush'];

/**
 * Ignores bodies that are too large or compressed. Otherwise the server would inflate and parse up
 * to 32 MB before the function runs, and some megabytes of brackets need all of the memory.
 */
export function limitBodies(): void {
  if (!CALLABLES.includes(process.env.FUNCTION_TARGET ?? '')) return;
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { readonly request: IncomingMessage };
    const { 'content-length': length, 'content-encoding': encoding } = request.headers;
    if (Number(length ?? 0) > MAX_BODY_BYTES || (encoding ?? 'identity') !== 'identity') {
      discardBody(request);
    } else if (length === undefined) {
      limitStream(request);
    }
  });
}

/** Reads the body and discards it. The server's parser finds an empty body. */
function discardBody(request: IncomingMessage): void {
  delete request.headers['content-length'];
  delete request.headers['transfer-encoding'];
  Object.assign(request, { body: UNREAD_BODY });
  request.resume();
}

/** Closes the connection if a body of unknown length becomes too long. */
function limitStream(request: IncomingMessage): void {
  const { push } = request;
  let bytes = 0;
  request.push = (chunk: Buffer | null, encoding) => {
    bytes += chunk?.length ?? 0;
    if (bytes > MAX_BODY_BYTES) request.destroy();
    return push.call(request, chunk, encoding);
  };
}
