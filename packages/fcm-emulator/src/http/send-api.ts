import { setTimeout } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Emulator } from '../emulator.ts';
import { send } from '../send.ts';
import { type Api, answer, newApi, ok } from './api.ts';

/**
 * FCM answers before it delivers. On one machine that takes milliseconds, and a test that has the
 * answer should find what came of it: so long the answer waits for phones and browsers.
 */
const MAX_DELIVERY_WAIT_MS = 500;

/** `fcm.googleapis.com`. */
export const sendApi = (emulator: Emulator): Api =>
  newApi().post('/v1/projects/:project/:method{messages(?::|%3[Aa])send}', async ({ req, env }) => {
    const outcome = send(
      emulator,
      req.param('project'),
      req.header('authorization'),
      await req.text(),
    );
    if (outcome.delayMs > 0) await setTimeout(outcome.delayMs, undefined, { ref: false });
    switch (outcome.kind) {
      case 'accepted':
        if (outcome.delivered !== undefined) {
          const patience = setTimeout(MAX_DELIVERY_WAIT_MS, undefined, { ref: false });
          await Promise.race([outcome.delivered, patience]);
        }
        return ok({ name: outcome.name });
      case 'refused':
        return answer(outcome.refusal);
      case 'hungUp':
        env.incoming.socket.destroy();
        return RESPONSE_ALREADY_SENT;
    }
  });
