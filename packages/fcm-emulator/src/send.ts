import { deliver } from './delivery/deliver.ts';
import type { Emulator } from './emulator.ts';
import {
  bareStatus,
  invalidTarget,
  NAMED_REFUSALS,
  type Refusal,
  unregistered,
} from './fcm-error.ts';
import { recipientsOf } from './recipients.ts';
import type { Fault } from './state/fault-book.ts';
import type { LoggedMessage } from './state/message-log.ts';
import type { JsonObject } from './validation/read-message.ts';
import { readSendRequest, type SendRequest } from './validation/read-send-request.ts';

/** What FCM answers to a dry run. */
const DRY_RUN_ID = 'fake_message_id';
const ID_DIGITS = 16;

export type SendOutcome = {
  /** Milliseconds to wait before the answer. */
  readonly delayMs: number;
} & (
  | {
      readonly kind: 'accepted';
      readonly name: string;
      /** Resolves when phones and browsers have answered; undefined where it goes to none. */
      readonly delivered: Promise<unknown> | undefined;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'hungUp' }
);

/** What the stream tells of a send that was not accepted. */
export interface RefusedSend {
  readonly receivedAt: string;
  readonly project: string;
  /** Null where the message names none. */
  readonly device: string | null;
  readonly message: JsonObject | null;
  /** Null where the connection was hung up. */
  readonly answer: Refusal | null;
}

/** Decides a send, and logs and publishes what became of it. */
export function send(
  emulator: Emulator,
  project: string,
  authorization: string | undefined,
  body: string,
): SendOutcome {
  const read = readSendRequest(authorization, body);
  if (!read.ok) {
    publishRefused(emulator, {
      project,
      device: addressOf(read.message),
      message: read.message ?? null,
      answer: read.refusal,
    });
    return { kind: 'refused', refusal: read.refusal, delayMs: 0 };
  }
  const { request } = read;
  const device = deviceOf(request);
  const fault = emulator.faults.take(device);
  if (fault !== undefined) emulator.events.publish('faults', emulator.faults.list());
  const delayMs = fault?.delayMs ?? 0;
  const hungUp: SendOutcome = { kind: 'hungUp', delayMs };
  if (fault?.hangUp === 'before') {
    publishRefused(emulator, { project, device, message: request.message, answer: null });
    return hungUp;
  }
  const refusal =
    (fault && refusalByFault(fault, request, project)) ?? refusalByState(emulator, request, device);
  if (refusal !== undefined) {
    publishRefused(emulator, { project, device, message: request.message, answer: refusal });
    return fault?.hangUp === undefined ? { kind: 'refused', refusal, delayMs } : hungUp;
  }
  const accepted = accept(emulator, project, device, request);
  return fault?.hangUp === undefined ? { kind: 'accepted', ...accepted, delayMs } : hungUp;
}

/** The device that a refused message was to, as far as it says. */
const addressOf = (message: JsonObject = {}): string | null => {
  const address = message.token ?? message.fid;
  return typeof address === 'string' ? address : null;
};

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
  return state === 'unknown' && strict ? invalidTarget(target.kind) : undefined;
}

function refusalByFault(
  fault: Fault,
  { target }: SendRequest,
  project: string,
): Refusal | undefined {
  if (fault.error === undefined && fault.status === undefined) return undefined;
  const named =
    fault.error === undefined
      ? undefined
      : NAMED_REFUSALS[fault.error]({ project, target: target.kind });
  const status = fault.status ?? named?.status ?? 500;
  return {
    status,
    body: fault.body ?? named?.body ?? bareStatus(status).body,
    headers: {
      ...fault.headers,
      ...(fault.retryAfter !== undefined && { 'retry-after': String(fault.retryAfter) }),
    },
  };
}

function accept(
  emulator: Emulator,
  project: string,
  device: string | null,
  request: SendRequest,
): { readonly name: string; readonly delivered: Promise<unknown> | undefined } {
  if (request.validateOnly) {
    return { name: `projects/${project}/messages/${DRY_RUN_ID}`, delivered: undefined };
  }
  const now = emulator.now();
  const id = `0:${now.getTime()}%${emulator.nextMessageNumber().toString(16).padStart(ID_DIGITS, '0')}`;
  const name = `projects/${project}/messages/${id}`;
  const recipients = recipientsOf(emulator, request.target);
  const message: LoggedMessage = {
    id,
    name,
    receivedAt: now.toISOString(),
    project,
    target: request.target.kind,
    device,
    ...(device === null && { recipients }),
    message: request.message,
    deliveries: [],
  };
  emulator.messages.add(message);
  emulator.events.publish('message', message);
  return { name, delivered: deliver(emulator, message, recipients) };
}

function publishRefused({ events, now }: Emulator, refused: Omit<RefusedSend, 'receivedAt'>): void {
  events.publish('refused', { receivedAt: now().toISOString(), ...refused } satisfies RefusedSend);
}
