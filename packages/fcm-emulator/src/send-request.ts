import { countTopics } from './definition/condition.ts';
import { type FieldViolation, readRequest } from './definition/fields.ts';
import {
  sendMessageRequest,
  TARGETS,
  type TargetKind,
  topicRule,
} from './definition/send-message-request.ts';
import { at, isObject, type JsonObject } from './json.ts';
import {
  credentialsMissing,
  hasCredentials,
  invalidArgument,
  invalidTarget,
  misfit,
  type Refusal,
  Refused,
  tooLarge,
  unspecificInvalidArgument,
} from './refusals.ts';

/** Maximum bytes of keys and values (Firebase docs, "Message size"). */
const MAX_PAYLOAD_BYTES = 4096;
/** FCM documents 2048 bytes. In a measurement, it accepted a key of 1 and a value of 4,505 bytes. */
const MAX_TOPIC_PAYLOAD_BYTES = 4506;
/** "Up to five topics" in a condition (Firebase docs, topic messaging). */
const MAX_CONDITION_TOPICS = 5;
/** Maximum depth that Protocol Buffers read by default. */
const MAX_DEPTH = 100;

export interface SendRequest {
  /** The message in the sender's spelling. */
  readonly message: JsonObject;
  readonly target: { readonly kind: TargetKind; readonly value: string };
  readonly validateOnly: boolean;
}

/**
 * Parses a request by FCM's API definition, before any device matters.
 *
 * @throws Refused with the message as far as it could be parsed
 */
export function readSendRequest(authorization: string | undefined, body: string): SendRequest {
  if (!hasCredentials(authorization)) throw new Refused(credentialsMissing());
  const json = readJson(body);
  const { value, misfits, broken } = readRequest(sendMessageRequest, json);
  const message = at(json, 'message');
  const read = at(value, 'message');
  const [kind, second] = TARGETS.filter((each) => typeof read[each] === 'string');
  const unfit = second === undefined ? misfits : [...misfits, alreadySet(second)];
  if (unfit.length > 0) throw new Refused(misfit(unfit), message);
  if (kind === undefined) throw new Refused(invalidArgument([NO_TARGET, ...broken]), message);
  const target = { kind, value: String(read[kind]) };
  const refusal =
    targetRefusal(target) ??
    (broken.length > 0 ? invalidArgument(broken) : (apnsRefusal(read) ?? sizeRefusal(read, kind)));
  if (refusal !== undefined) throw new Refused(refusal, message);
  return { message, target, validateOnly: value.validateOnly === true };
}

const NO_TARGET: FieldViolation = {
  field: 'message',
  description: 'Recipient of the message is not set.',
};

const alreadySet = (second: TargetKind): FieldViolation => ({
  field: 'message',
  description: `Invalid value at 'message' (oneof), oneof field 'target' is already set. Cannot set '${second}'`,
});

function targetRefusal({ kind, value }: SendRequest['target']): Refusal | undefined {
  switch (kind) {
    case 'token':
    case 'fid':
      return value === '' ? invalidTarget(kind) : undefined;
    case 'topic': {
      const description = topicRule(value);
      return description === undefined
        ? undefined
        : invalidArgument([{ field: 'message', description }]);
    }
    case 'condition':
      return (countTopics(value) ?? Number.POSITIVE_INFINITY) > MAX_CONDITION_TOPICS
        ? unspecificInvalidArgument()
        : undefined;
  }
}

function apnsRefusal(message: JsonObject): Refusal | undefined {
  const { aps } = at(message, 'apns', 'payload');
  return isObject(aps) && Object.keys(aps).length === 0 ? unspecificInvalidArgument() : undefined;
}

function sizeRefusal(message: JsonObject, target: TargetKind): Refusal | undefined {
  const { android, others } = payloadBytes(message);
  if (target === 'topic' || target === 'condition') {
    return Math.max(android, others) > MAX_TOPIC_PAYLOAD_BYTES ? tooLarge(FOUR_K) : undefined;
  }
  if (android > MAX_PAYLOAD_BYTES) return tooLarge('Android message is too big');
  return others > MAX_PAYLOAD_BYTES ? tooLarge(FOUR_K) : undefined;
}

const FOUR_K = 'Message is too large. The maximum is 4K (4096 bytes).';

/**
 * Returns the bytes that the message sends to a device: keys and values of the notification and the
 * data, with the overrides of each platform. FCM documents only that it counts keys and values. If
 * it is not clear what counts, this counts everything possible (every field of
 * `android.notification`, all of `apns.payload`), so that FCM accepts what the emulator accepts.
 */
function payloadBytes(message: JsonObject): { readonly android: number; readonly others: number } {
  const { notification, data } = message;
  const android = at(message, 'android');
  const own = at(android, 'notification');
  const { payload } = at(message, 'apns');
  const alerts = 'alert' in at(payload, 'aps');
  const webpush = at(message, 'webpush');
  return {
    android: bytesOf({ ...at(notification), ...own }) + bytesOf(android.data ?? data),
    others: Math.max(
      bytesOf(alerts ? undefined : notification) + bytesOf(payload) + bytesOf(data),
      bytesOf({ ...at(notification), ...at(webpush, 'notification') }) +
        bytesOf(webpush.data ?? data),
    ),
  };
}

function bytesOf(value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (Array.isArray(value)) {
    return value.reduce<number>((sum, item) => sum + bytesOf(item), 0);
  }
  if (isObject(value)) {
    return Object.entries(value).reduce(
      (sum, [key, item]) => sum + Buffer.byteLength(key) + bytesOf(item),
      0,
    );
  }
  return String(value).length;
}

/** Returns the JSON object that Google's front ends read from a body. @throws Refused */
export function readJson(body: string): JsonObject {
  let value: unknown;
  try {
    value = body.trim() === '' ? {} : JSON.parse(body);
  } catch (error) {
    throw notJson(error instanceof SyntaxError ? error.message : 'Unexpected token.');
  }
  if (isDeeper(value, MAX_DEPTH)) throw notJson('Message too deep.');
  if (!isObject(value)) throw notJson('Unknown name "": Root element must be a message.');
  return value;
}

const notJson = (reason: string): Refused =>
  new Refused(misfit([{ description: `Invalid JSON payload received. ${reason}` }]));

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1));
}
