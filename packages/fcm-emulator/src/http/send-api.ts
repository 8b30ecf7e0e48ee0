import { setTimeout } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Emulator } from '../emulator.ts';
import { hasCredentials, statusPage, unauthorizedPage } from '../refusals.ts';
import { send } from '../send.ts';
import { type Api, answer, newApi, ok } from './api.ts';

/**
 * FCM answers before it delivers. On one machine that takes milliseconds, and a test that has the
 * answer should find what came of it: so long the answer waits for the push services of browsers.
 */
const MAX_DELIVERY_WAIT_MS = 500;
/** The emulator takes any token. An SDK asks for one here when its request is redirected. */
const ACCESS_TOKEN = { access_token: 'fcm-emulator', token_type: 'Bearer', expires_in: 3599 };

/** What servers call: `fcm.googleapis.com`, `iid.googleapis.com`, and Google's token endpoint. */
export const sendApi = (emulator: Emulator): Api =>
  newApi()
    .post('/token', () => ok(ACCESS_TOKEN))
    .post('/v1/projects/:project/:method{messages(?::|%3[Aa])send}', async ({ req, env }) => {
      const { project } = req.param();
      const sent = send(emulator, project, req.header('authorization'), await req.text());
      if (sent.delayMs > 0) await setTimeout(sent.delayMs, undefined, { ref: false });
      if (sent.delivered !== undefined) {
        const patience = setTimeout(MAX_DELIVERY_WAIT_MS, undefined, { ref: false });
        await Promise.race([sent.delivered, patience]);
      }
      if (sent.answer !== null) return answer(sent.answer);
      env.incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    })
    // Nothing subscribes to topics here, so all that is known of this API is how it refuses.
    .post('/iid/*', ({ req }) =>
      answer(hasCredentials(req.header('authorization')) ? statusPage(404) : unauthorizedPage()),
    );
