import { sendMessageRequest } from '../definition/send-message-request.ts';
import { TARGETS, type TargetKind } from '../definition/targets.ts';
import {
  credentialsMissing,
  hasCredentials,
  invalidArgument,
  misfit,
  type Refusal,
} from '../fcm-error.ts';
import { payloadBytes } from './payload-size.ts';
import { type FieldViolation, isObject, type JsonObject, readMessage } from './read-message.ts';

/** Payload limits in bytes (Firebase docs, "Message size"). */
const MAX_PAYLOAD_BYTES = 4096;
const MAX_TOPIC_PAYLOAD_BYTES = 2048;
/** Levels of nesting that Protocol Buffers read by default. */
const MAX_DEPTH = 100;

export interface SendRequest {
  /** The message as it was sent, under the names that the sender used. */
  readonly message: JsonObject;
  readonly target: { readonly kind: TargetKind; readonly value: string };
  readonly validateOnly: boolean;
}

export type ReadSendRequest =
  | { readonly ok: true; readonly request: SendRequest }
  | { readonly ok: false; readonly refusal: Refusal; readonly message?: JsonObject };

/** What FCM's API definition says of a request, before any device is looked at. */
export function readSendRequest(authorization: string | undefined, body: string): ReadSendRequest {
  if (!hasCredentials(authorization)) {
    return { ok: false, refusal: credentialsMissing() };
  }
  const json = readJson(body);
  if (!json.ok) return { ok: false, refusal: misfit([{ description: json.problem }]) };
  const { value, misfits, broken } = readMessage(sendMessageRequest, json.value);
  const sent = json.value.message;
  const message = isObject(sent) ? sent : {};
  const read = isObject(value.message) ? value.message : {};
  const targets = TARGETS.filter((kind) => typeof read[kind] === 'string');
  const allMisfits = [...misfits, ...severalTargets(targets)];
  if (allMisfits.length > 0) return { ok: false, refusal: misfit(allMisfits), message };
  const [kind] = targets;
  const allBroken = [
    ...(kind === undefined ? [NO_TARGET] : []),
    ...broken,
    ...oversize(read, kind),
  ];
  if (kind === undefined || allBroken.length > 0) {
    return { ok: false, refusal: invalidArgument(allBroken), message };
  }
  return {
    ok: true,
    request: {
      message,
      target: { kind, value: String(read[kind]) },
      validateOnly: value.validateOnly === true,
    },
  };
}

const NO_TARGET: FieldViolation = {
  field: 'message',
  description: 'Recipient of the message is not set.',
};

const severalTargets = ([, second]: readonly TargetKind[]): readonly FieldViolation[] =>
  second === undefined
    ? []
    : [
        {
          field: 'message',
          description: `Invalid value at 'message' (oneof), oneof field 'target' is already set. Cannot set '${second}'`,
        },
      ];

function oversize(message: JsonObject, target: TargetKind | undefined): readonly FieldViolation[] {
  const toTopic = target === 'topic' || target === 'condition';
  const limit = toTopic ? MAX_TOPIC_PAYLOAD_BYTES : MAX_PAYLOAD_BYTES;
  return payloadBytes(message) > limit
    ? [
        {
          field: 'message',
          description: `Message is too large. The maximum is ${limit / 1024}K (${limit} bytes).`,
        },
      ]
    : [];
}

type Parsed =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly problem: string };

/** The JSON object that Google's front ends see in a body. */
export function readJson(body: string): Parsed {
  let value: unknown;
  try {
    value = body.trim() === '' ? {} : JSON.parse(body);
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'Unexpected token.';
    return { ok: false, problem: `Invalid JSON payload received. ${reason}` };
  }
  if (isDeeper(value, MAX_DEPTH)) {
    return { ok: false, problem: 'Invalid JSON payload received. Message too deep.' };
  }
  return isObject(value)
    ? { ok: true, value }
    : {
        ok: false,
        problem: 'Invalid JSON payload received. Unknown name "": Root element must be a message.',
      };
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1));
}
