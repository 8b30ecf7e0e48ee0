import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { MAX_BODY_BYTES } from '../tokens/requests.ts';

/** Stands for a body that was not read: the SDK looks who is signed in, and we refuse it. */
const UNREAD = { data: 'unread' };

/** The functions that anybody may send to; who sends to another has a role on it. */
export const CALLABLES: readonly string[] = ['savePushToken', 'removePushToken', 'sendTestPush'];

/**
 * What serves a function reads a body as a whole, inflates it and parses it, up to 32 MB, before the
 * function is asked: a few megabytes of brackets are more than an instance has memory for. Here a body
 * that is too large, or in a compression that no client uses, is passed over.
 */
export function limitBodies(functionName: string | undefined = process.env.FUNCTION_TARGET): void {
  if (!CALLABLES.includes(functionName ?? '')) return;
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { readonly request: IncomingMessage };
    const { 'content-length': length, 'content-encoding': encoding } = request.headers;
    if (Number(length ?? 0) > MAX_BODY_BYTES || (encoding ?? 'identity') !== 'identity') {
      passOver(request);
    } else if (length === undefined) {
      cutOff(request);
    }
  });
}

/** Reads the body to nowhere: to whoever parses bodies there is none. */
function passOver(request: IncomingMessage): void {
  delete request.headers['content-length'];
  delete request.headers['transfer-encoding'];
  Object.assign(request, { body: UNREAD });
  request.resume();
}

/** Closes the connection where a body of unknown length becomes too long. */
function cutOff(request: IncomingMessage): void {
  const { push } = request;
  let bytes = 0;
  request.push = (chunk: Buffer | null, encoding) => {
    bytes += chunk?.length ?? 0;
    if (bytes > MAX_BODY_BYTES) request.destroy();
    return push.call(request, chunk, encoding);
  };
}
