import { setTimeout } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Emulator } from '../emulator.ts';
import { hasCredentials, statusPage, unauthorizedPage } from '../refusals.ts';
import { send } from '../send.ts';
import { type Api, answer, newApi, ok } from './api.ts';

/**
 * The answer waits this long for browsers' push services, in milliseconds. FCM answers before it
 * delivers. Locally a delivery takes milliseconds, and a test that has the answer expects the
 * delivery.
 */
const MAX_DELIVERY_WAIT_MS = 500;
/** The emulator accepts any token. A redirected SDK requests one here. */
const ACCESS_TOKEN = { access_token: 'fcm-emulator', token_type: 'Bearer', expires_in: 3599 };

/** The APIs for servers: `fcm.googleapis.com`, `iid.googleapis.com`, and Google's token endpoint. */
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
    // No device can subscribe to a topic here, so this API only refuses.
    .post('/iid/*', ({ req }) =>
      answer(hasCredentials(req.header('authorization')) ? statusPage(404) : unauthorizedPage()),
    );
