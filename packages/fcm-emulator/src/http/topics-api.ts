import { topicRule } from '../definition/rules.ts';
import {
  alreadySubscribed,
  credentialsMissing,
  hasCredentials,
  invalidArgument,
  invalidTarget,
  NAMED_REFUSALS,
  type Refusal,
  tooManyTopics,
  unregistered,
} from '../fcm-error.ts';
import { type SubscriptionProblem, subscribe, unsubscribe } from '../subscribing.ts';
import { isObject } from '../validation/read-message.ts';
import { answer, readBody } from './answer.ts';
import type { Exchange, Route } from './route.ts';

/** A refusal, or a success of the same parts. */
type Answer = Refusal;

const SUBSCRIPTIONS =
  '^/v1/projects/(?<project>[^/]+)/registrations/(?<device>[^/]+)/topicSubscriptions';
/** "up to 1,000 app instances in a single request" (Firebase docs, topic messaging). */
const MAX_BATCH = 1000;

/**
 * Who hears of a topic: a device at a time at `fcm.googleapis.com`, which firebase-admin calls since
 * version 14, and many at `iid.googleapis.com`, which everything older does.
 */
export const TOPIC_ROUTES: readonly Route[] = [
  route('POST', `${SUBSCRIPTIONS}$`, (exchange) =>
    one(exchange, exchange.url.searchParams.get('topic_name') ?? '', subscribe),
  ),
  route('DELETE', `${SUBSCRIPTIONS}/(?<topic>[^/]+)$`, (exchange) =>
    one(exchange, exchange.parts.topic ?? '', unsubscribe),
  ),
  route('POST', '^/iid/v1(?::|%3A)batchAdd$', (exchange) => batch(exchange, subscribe)),
  route('POST', '^/iid/v1(?::|%3A)batchRemove$', (exchange) => batch(exchange, unsubscribe)),
];

function route(
  method: string,
  path: string,
  decide: (exchange: Exchange) => Answer | Promise<Answer>,
): Route {
  return {
    method,
    path: new RegExp(path, 'i'),
    handle: async (exchange) => {
      const { status, body, headers } = await decide(exchange);
      answer(exchange.response, status, body, headers);
    },
  };
}

type Change = typeof subscribe;

function one({ emulator, request, url, parts }: Exchange, topic: string, change: Change): Answer {
  if (!hasCredentials(request.headers.authorization)) return credentialsMissing();
  const description = topicRule(topic);
  if (description !== undefined) return invalidArgument([{ field: 'topic_name', description }]);
  const { project = '', device = '' } = parts;
  const problem = change(emulator, device, topic);
  const missing = problem === 'NOT_FOUND' && url.searchParams.get('allow_missing') === 'true';
  if (problem !== undefined && !missing) return REFUSALS[problem]();
  const name = `projects/${project}/registrations/${device}/topicSubscriptions/${topic}`;
  return { status: 200, body: change === subscribe ? { name } : {} };
}

const REFUSALS: Readonly<Record<SubscriptionProblem, () => Refusal>> = {
  UNREGISTERED: unregistered,
  INVALID_ARGUMENT: () => invalidTarget('token'),
  TOO_MANY_TOPICS: tooManyTopics,
  ALREADY_EXISTS: alreadySubscribed,
  NOT_FOUND: NAMED_REFUSALS.NOT_FOUND,
};

async function batch({ emulator, request }: Exchange, change: Change): Promise<Answer> {
  const asked = readBatch(await readBody(request));
  if (!hasCredentials(request.headers.authorization)) return credentialsMissing();
  if (asked === undefined) return { status: 400, body: { error: 'InvalidRequest' } };
  const results = asked.devices.map((device) => {
    const problem = change(emulator, device, asked.topic);
    // What is so already is no error here.
    if (problem === undefined || problem === 'ALREADY_EXISTS' || problem === 'NOT_FOUND') return {};
    return { error: problem === 'UNREGISTERED' ? 'NOT_FOUND' : problem };
  });
  return { status: 200, body: { results } };
}

/** `{to: "/topics/news", registration_tokens: ["…"]}`. */
function readBatch(body: string) {
  const json = parse(body);
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

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
