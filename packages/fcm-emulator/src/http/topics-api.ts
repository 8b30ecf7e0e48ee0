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
import { isRegistrationToken } from '../state/device-registry.ts';
import { type Api, answer, type Exchange, newApi, ok } from './api.ts';

const SUBSCRIPTIONS = '/v1/projects/:project/registrations/:device/topicSubscriptions';
/** "up to 1,000 app instances in a single request" (Firebase docs, topic messaging). */
const MAX_BATCH = 1000;

type Change = 'subscribe' | 'unsubscribe';

/**
 * Subscribes devices to topics: one at a time at `fcm.googleapis.com`, which firebase-admin calls
 * since version 14, and many at `iid.googleapis.com`, which everything older calls.
 */
export function topicsApi({ devices, topics, strict }: Emulator): Api {
  return newApi()
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
