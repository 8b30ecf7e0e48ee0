import { topicRule } from '../definition/send-message-request.ts';
import type { Emulator } from '../emulator.ts';
import { isObject, parseJson } from '../json.ts';
import {
  alreadySubscribed,
  credentialsMissing,
  hasCredentials,
  invalidArgument,
  invalidTarget,
  notFound,
  tooManyTopics,
  unauthorizedPage,
  unregistered,
} from '../refusals.ts';
import { isRegistrationToken } from '../state/device-registry.ts';
import { type Api, answer, type Exchange, newApi, ok } from './api.ts';

const SUBSCRIPTIONS = '/v1/projects/:project/registrations/:device/topicSubscriptions';
/** "up to 1,000 app instances in a single request" (Firebase docs, topic messaging). */
const MAX_BATCH = 1000;

/** Why nothing changed, by the codes that Google's APIs give. */
const REFUSALS = {
  UNREGISTERED: unregistered,
  INVALID_ARGUMENT: () => invalidTarget('token'),
  TOO_MANY_TOPICS: tooManyTopics,
  ALREADY_EXISTS: alreadySubscribed,
  NOT_FOUND: notFound,
} as const;
type Problem = keyof typeof REFUSALS;
type Change = (emulator: Emulator, device: string, topic: string) => Problem | undefined;

const subscribe: Change = (emulator, device, topic) =>
  problemOf(emulator, device) ?? emulator.topics.subscribe(device, topic);

const unsubscribe: Change = (emulator, device, topic) =>
  problemOf(emulator, device) ??
  (emulator.topics.unsubscribe(device, topic) ? undefined : 'NOT_FOUND');

function problemOf({ devices, strict }: Emulator, device: string): Problem | undefined {
  const state = devices.stateOf(device);
  if (state === 'unregistered') return 'UNREGISTERED';
  if (device !== '' && (state === 'registered' || !strict)) return undefined;
  return isRegistrationToken(device) ? 'UNREGISTERED' : 'INVALID_ARGUMENT';
}

/**
 * Who hears of a topic: a device at a time at `fcm.googleapis.com`, which firebase-admin calls since
 * version 14, and many at `iid.googleapis.com`, which everything older does.
 */
export function topicsApi(emulator: Emulator): Api {
  return newApi()
    .post(SUBSCRIPTIONS, ({ req }) =>
      one(req, req.param('project'), req.param('device'), req.query('topic_name') ?? '', subscribe),
    )
    .delete(`${SUBSCRIPTIONS}/:topic`, ({ req }) =>
      one(req, req.param('project'), req.param('device'), req.param('topic'), unsubscribe),
    )
    .post('/iid/:method{v1(?::|%3[Aa])batchAdd}', ({ req }) => batch(req, subscribe))
    .post('/iid/:method{v1(?::|%3[Aa])batchRemove}', ({ req }) => batch(req, unsubscribe));

  function one(
    req: Exchange['req'],
    project: string,
    device: string,
    topic: string,
    change: Change,
  ): Response {
    if (!hasCredentials(req.header('authorization'))) return answer(credentialsMissing());
    const description = topicRule(topic);
    if (description !== undefined) {
      return answer(invalidArgument([{ field: 'topic_name', description }]));
    }
    const problem = change(emulator, device, topic);
    const missing = problem === 'NOT_FOUND' && req.query('allow_missing') === 'true';
    if (problem !== undefined && !missing) return answer(REFUSALS[problem]());
    const name = `projects/${project}/registrations/${device}/topicSubscriptions/${topic}`;
    return ok(change === subscribe ? { name } : {});
  }

  async function batch(req: Exchange['req'], change: Change): Promise<Response> {
    const asked = readBatch(await req.text());
    if (!hasCredentials(req.header('authorization'))) return answer(unauthorizedPage());
    if (asked === undefined) return answer({ status: 400, body: { error: 'InvalidRequest' } });
    const results = asked.devices.map((device) => {
      const problem = change(emulator, device, asked.topic);
      // What is so already is no error here.
      if (problem === undefined || problem === 'ALREADY_EXISTS' || problem === 'NOT_FOUND') {
        return {};
      }
      return { error: problem === 'UNREGISTERED' ? 'NOT_FOUND' : problem };
    });
    return ok({ results });
  }
}

/** `{to: "/topics/news", registration_tokens: ["…"]}`. */
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
