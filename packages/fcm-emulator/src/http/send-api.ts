import { setTimeout } from 'node:timers/promises';
import { send } from '../send.ts';
import { answer, readBody } from './answer.ts';
import type { Exchange, Route } from './route.ts';

/**
 * FCM answers before it delivers. On one machine that takes milliseconds, and a test that has the
 * answer should find what came of it: so long the answer waits for phones and browsers.
 */
const MAX_DELIVERY_WAIT_MS = 500;

/** `fcm.googleapis.com`. */
export const SEND_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/v1\/projects\/(?<project>[^/]+)\/messages(?::|%3A)send$/i,
    handle: answerSend,
  },
];

async function answerSend({ emulator, request, response, parts }: Exchange): Promise<void> {
  const body = await readBody(request);
  const outcome = send(emulator, parts.project ?? '', request.headers.authorization, body);
  if (outcome.delayMs > 0) await setTimeout(outcome.delayMs, undefined, { ref: false });
  switch (outcome.kind) {
    case 'accepted':
      if (outcome.delivered !== undefined) {
        const patience = setTimeout(MAX_DELIVERY_WAIT_MS, undefined, { ref: false });
        await Promise.race([outcome.delivered, patience]);
      }
      return answer(response, 200, { name: outcome.name });
    case 'refused':
      return answer(
        response,
        outcome.refusal.status,
        outcome.refusal.body,
        outcome.refusal.headers,
      );
    case 'hungUp':
      request.socket.destroy();
  }
}
