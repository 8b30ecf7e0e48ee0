import { setTimeout } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { topicRule } from '../definition/send-message-request.ts';
import type { Emulator } from '../emulator.ts';
import { isObject, parseJson } from '../json.ts';
import {
  credentialsMissing,
  hasCredentials,
  invalidArgument,
  invalidTarget,
  unauthorizedPage,
  unregistered,
} from '../refusals.ts';
import { send } from '../send.ts';
import { isRegistrationToken } from '../state/device-registry.ts';
import { type Api, answer, type Exchange, newApi, ok } from './api.ts';

/**
 * FCM answers before it delivers. On one machine that takes milliseconds, and a test that has the
 * answer should find what came of it: so long the answer waits for the push services of browsers.
 */
const MAX_DELIVERY_WAIT_MS = 500;
/** The emulator takes any token. An SDK asks for one here when its request is redirected. */
const ACCESS_TOKEN = { access_token: 'fcm-emulator', token_type: 'Bearer', expires_in: 3599 };

const SUBSCRIPTIONS = '/v1/projects/:project/registrations/:device/topicSubscriptions';
/** "up to 1,000 app instances in a single request" (Firebase docs, topic messaging). */
const MAX_BATCH = 1000;

type Change = 'subscribe' | 'unsubscribe';

/**
 * What servers call: `fcm.googleapis.com`, `iid.googleapis.com`, and Google's token endpoint.
 * firebase-admin subscribes devices to topics one at a time since version 14; everything older
 * subscribes many at `iid.googleapis.com`.
 */
export function fcmApi(emulator: Emulator): Api {
  const { devices, topics, strict } = emulator;
  return newApi()
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
    .post(SUBSCRIPTIONS, ({ req }) => one(req, req.query('topic_name') ?? '', 'subscribe'))
    .delete(`${SUBSCRIPTIONS}/:topic`, ({ req }) =>
      one(req, req.param('topic') ?? '', 'unsubscribe'),
    )
    .post('/iid/:method{v1(?::|%3[Aa])batchAdd}', ({ req }) => batch(req, 'subscribe'))
    .post('/iid/:method{v1(?::|%3[Aa])batchRemove}', ({ req }) => batch(req, 'unsubscribe'));

  function one(req: Exchange['req'], topic: string, change: Change): Response {
    const { project, device = '' } = req.param();
    if (!hasCredentials(req.header('authorization'))) return answer(credentialsMissing());
    const description = topicRule(topic);
    if (description !== undefined) {
      return answer(invalidArgument([{ field: 'topic_name', description }]));
    }
    const problem = problemOf(device);
    if (problem === 'NOT_FOUND') return answer(unregistered());
    if (problem === 'INVALID_ARGUMENT') return answer(invalidTarget('token'));
    topics[change](device, topic);
    const name = `projects/${project}/registrations/${device}/topicSubscriptions/${topic}`;
    return ok(change === 'subscribe' ? { name } : {});
  }

  async function batch(req: Exchange['req'], change: Change): Promise<Response> {
    const request = readBatch(await req.text());
    if (!hasCredentials(req.header('authorization'))) return answer(unauthorizedPage());
    if (request === undefined) return answer({ status: 400, body: { error: 'InvalidRequest' } });
    const results = request.devices.map((device) => {
      const error = problemOf(device);
      if (error === undefined) topics[change](device, request.topic);
      return { ...(error && { error }) };
    });
    return ok({ results });
  }

  /** Why FCM subscribes no such device; undefined where it does. */
  function problemOf(device: string): 'NOT_FOUND' | 'INVALID_ARGUMENT' | undefined {
    const state = devices.stateOf(device);
    if (state === 'unregistered') return 'NOT_FOUND';
    if (device !== '' && (state === 'registered' || !strict)) return undefined;
    return isRegistrationToken(device) ? 'NOT_FOUND' : 'INVALID_ARGUMENT';
  }
}

/** Reads `{to: "/topics/news", registration_tokens: ["…"]}`. */
function readBatch(body: string) {
  const json = parseJson(body);
  if (!isObject(json)) return undefined;
  const { to, registration_tokens: devices } = json;
  const topic = typeof to === 'string' ? to.replace(/^\/topics\//, '') : '';
  const fits =
    topicRule(topic) === undefined &&
    Array.isArray(devices) &&
    devices.length > 0 &&
    devices.length <= MAX_BATCH &&
    devices.every((device) => typeof device === 'string');
  return fits ? { topic, devices } : undefined;
}
