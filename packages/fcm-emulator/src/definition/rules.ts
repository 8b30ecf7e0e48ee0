import { parseCondition } from './condition.ts';

/** FCM keeps a message for four weeks at most, in seconds. */
const MAX_TTL_SECONDS = 2_419_200;
/** "Up to five topics" in a condition (Firebase docs, topic messaging). */
const MAX_CONDITION_TOPICS = 5;

const TOPIC = /^[a-zA-Z0-9\-_.~%]+$/;
const ANALYTICS_LABEL = /^[a-zA-Z0-9\-_.~%]{1,50}$/;
const COLOR = /^#[0-9a-fA-F]{6}$/;

const RESERVED_KEYS: ReadonlySet<string> = new Set(['from', 'message_type', 'gcm']);
const RESERVED_PREFIXES = ['google.', 'gcm.'];

export const ttlRule = (seconds: number): string | undefined =>
  seconds >= 0 && seconds <= MAX_TTL_SECONDS
    ? undefined
    : `The ttl must be between 0 and ${MAX_TTL_SECONDS} seconds.`;

export const topicRule = (topic: string): string | undefined =>
  TOPIC.test(topic) ? undefined : 'The topic name is not valid.';

export const conditionRule = (text: string): string | undefined => {
  const condition = parseCondition(text);
  if (condition === undefined) return 'The condition is not valid.';
  return condition.mentions > MAX_CONDITION_TOPICS
    ? `A condition can name at most ${MAX_CONDITION_TOPICS} topics.`
    : undefined;
};

/** FCM's words for a registration token or installation ID that it cannot have issued. */
export const INVALID_TARGET = 'The registration token is not a valid FCM registration token';

// Neither alphabet nor length of either is documented.
export const deviceRule = (tokenOrFid: string): string | undefined =>
  tokenOrFid === '' ? INVALID_TARGET : undefined;

export const analyticsLabelRule = (label: string): string | undefined =>
  ANALYTICS_LABEL.test(label)
    ? undefined
    : 'The analytics label must match ^[a-zA-Z0-9-_.~%]{1,50}$.';

export const colorRule = (color: string): string | undefined =>
  COLOR.test(color) ? undefined : 'The color must be in #rrggbb format.';

export const fractionRule = (value: number): string | undefined =>
  value >= 0 && value <= 1 ? undefined : 'The value must be in the interval [0, 1].';

export const httpsRule = (url: string): string | undefined =>
  /^https:\/\//i.test(url) ? undefined : 'The link must be an HTTPS URL.';

export const dataKeyRule = (key: string): string | undefined =>
  RESERVED_KEYS.has(key) || RESERVED_PREFIXES.some((prefix) => key.startsWith(prefix))
    ? `Invalid data payload key: ${key}`
    : undefined;
