import { setTimeout as pass } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Connections, HttpAnswer, HttpPost } from './http-post.ts';

/**
 * Begun at once: what a server takes that has the shortest queue in use, the 5 + 1 of Python's.
 * `fetch` alone opens a connection for each, and such a server lets most of them time out.
 */
const BEGUN_AT_ONCE = 6;
/** A request that takes longer keeps no other waiting any more, ms: the server has it. */
const SLOW_MS = 500;

/** To a plain `http:` origin: an FCM emulator, or whatever simple server stands in its place. */
export function plainConnections(origin: string): Connections {
  const beginning = pLimit(BEGUN_AT_ONCE);
  return {
    async post(what, timeoutMs) {
      const begun = await beginning(async () => {
        const answer = exchange(origin, what, timeoutMs);
        const slow = pass(SLOW_MS, undefined, { ref: false });
        await Promise.race([answer.catch(() => {}), slow]);
        return { answer };
      });
      return begun.answer;
    },
    close() {},
  };
}

async function exchange(
  origin: string,
  { path, authorization, json }: HttpPost,
  timeoutMs: number,
): Promise<HttpAnswer> {
  const answer = await fetch(origin + path, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: json,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const { status, headers } = answer;
  if (status === 200) {
    // Read to its end, or the connection cannot be used again; but the status is the yes.
    await answer.arrayBuffer().catch(() => {});
    return { status, body: '' };
  }
  return {
    status,
    retryAfter: headers.get('retry-after') ?? undefined,
    body: await answer.text(),
  };
}
