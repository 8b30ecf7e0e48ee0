import { randomUUID } from 'node:crypto';
import type { Fault } from './control-input.ts';
import { deliver } from './delivery/web-push.ts';
import type { Emulator } from './emulator.ts';
import { type JsonObject, textAt } from './json.ts';
import { namedRefusal } from './named-errors.ts';
import { invalidTarget, type Refusal, Refused, statusPage, unregistered } from './refusals.ts';
import { readSendRequest, type SendRequest } from './send-request.ts';
import { isRegistrationToken } from './state/device-registry.ts';
import type { LoggedMessage } from './state/message-log.ts';

/** FCM's message ID in the answer to a dry run for a device. */
const DRY_RUN_ID = 'fake_message_id';
/** Hexadecimal digits for a message to a phone, decimal digits at the end for one to a topic. */
const ID_DIGITS = 16;
const TOPIC_ID_DIGITS = 6;

export interface SendOutcome {
  /** Null if the connection is closed instead. */
  readonly answer: Refusal | null;
  /** Milliseconds to wait before the answer. */
  readonly delayMs: number;
  /** Resolves after the push service's answer. Undefined if the message goes to no browser. */
  readonly delivered?: Promise<unknown> | undefined;
}

/** The `refused` event of the stream: a send that was not accepted. */
export interface RefusedSend {
  readonly receivedAt: string;
  readonly project: string;
  /** Null if the message has no target that is a device. */
  readonly device: string | null;
  readonly message: JsonObject | null;
  /** Null if the connection was closed without an answer. */
  readonly answer: Refusal | null;
}

/** Decides about a send, logs it and publishes the result. */
export function send(
  emulator: Emulator,
  project: string,
  authorization: string | undefined,
  body: string,
): SendOutcome {
  let request: SendRequest;
  try {
    request = readSendRequest(authorization, body);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { sent = null, refusal: answer } = error;
    publishRefused(emulator, { project, device: addressOf(sent), message: sent, answer });
    return { answer, delayMs: 0 };
  }
  const device = deviceOf(request);
  const fault = emulator.faults.take(device);
  if (fault !== undefined) emulator.events.publish('faults', emulator.faults.list());
  const { delayMs = 0, hangUp } = fault ?? {};
  const refusal =
    hangUp === 'before'
      ? null
      : ((fault && refusalByFault(fault, request, project)) ??
        refusalByState(emulator, request, device));
  if (refusal !== undefined) {
    publishRefused(emulator, { project, device, message: request.message, answer: refusal });
    return { answer: hangUp === undefined ? refusal : null, delayMs };
  }
  const { name, delivered } = accept(emulator, project, device, request);
  const answer = hangUp === undefined ? { status: 200, body: { name } } : null;
  return { answer, delayMs, delivered };
}

/** Returns the device of a refused message, if the message says it. */
const addressOf = (message: JsonObject | null): string | null =>
  textAt(message, 'token') ?? textAt(message, 'fid') ?? null;

const deviceOf = ({ target }: SendRequest): string | null =>
  target.kind === 'token' || target.kind === 'fid' ? target.value : null;

function refusalByState(
  { devices, strict }: Emulator,
  { target }: SendRequest,
  device: string | null,
): Refusal | undefined {
  if (device === null) return undefined;
  const state = devices.stateOf(device);
  if (state === 'unregistered') return unregistered();
  if (state === 'registered' || !strict) return undefined;
  // Google's own tests of its Admin SDKs expect UNREGISTERED for a token that FCM could have
  // issued.
  return target.kind === 'fid' || isRegistrationToken(device)
    ? unregistered()
    : invalidTarget(target.kind);
}

function refusalByFault(
  { error, apns, status, message, body, headers, retryAfter }: Fault,
  { target }: SendRequest,
  project: string,
): Refusal | undefined {
  const name = error ?? (apns && 'INVALID_ARGUMENT');
  if (name === undefined && status === undefined) return undefined;
  const usual =
    name === undefined
      ? statusPage(status ?? 500)
      : namedRefusal(
          name,
          { project, target: target.kind, apns },
          { ...(status !== undefined && { code: status }), ...(message && { message }) },
        );
  return {
    status: usual.status,
    body: body ?? usual.body,
    headers: {
      ...headers,
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    },
  };
}

function accept(
  emulator: Emulator,
  project: string,
  device: string | null,
  request: SendRequest,
): { readonly name: string; readonly delivered: Promise<unknown> | undefined } {
  const id = messageId(emulator, device, request.validateOnly);
  const name = `projects/${project}/messages/${id}`;
  if (request.validateOnly) return { name, delivered: undefined };
  const message: LoggedMessage = {
    id,
    name,
    receivedAt: emulator.now().toISOString(),
    project,
    target: request.target.kind,
    device,
    message: request.message,
    deliveries: [],
  };
  emulator.messages.add(message);
  emulator.events.publish('message', message);
  return { name, delivered: deliver(emulator, message) };
}

/** FCM's ID: a number for a topic or condition, a UUID for a web app, `0:number%hex` for a phone. */
function messageId(emulator: Emulator, device: string | null, dryRun: boolean): string {
  const number = emulator.nextMessageNumber();
  const time = emulator.now().getTime();
  if (device === null) return `${time}${String(number).padStart(TOPIC_ID_DIGITS, '0')}`;
  if (dryRun) return DRY_RUN_ID;
  return emulator.registrations.get(device) === undefined
    ? `0:${time}%${number.toString(16).padStart(ID_DIGITS, '0')}`
    : randomUUID();
}

function publishRefused({ events, now }: Emulator, refused: Omit<RefusedSend, 'receivedAt'>): void {
  events.publish('refused', { receivedAt: now().toISOString(), ...refused } satisfies RefusedSend);
}
