import type { fcm_v1 } from '@googleapis/fcm';

export type Message = fcm_v1.Schema$Message & { readonly fid?: string };

/** A message that FCM accepted, as the emulator's stream tells of it. */
export interface AcceptedEvent {
  readonly receivedAt: string;
  readonly device: string | null;
  readonly message: Message;
}

/** A message that FCM did not accept. */
export interface RefusedEvent {
  readonly receivedAt: string;
  readonly device: string | null;
  readonly message: Message | null;
  /** Null where the connection was hung up. */
  readonly answer: { readonly status: number; readonly body: unknown } | null;
}

export type Answer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string | undefined }
  | { readonly kind: 'hungUp' };

/** A request of the server's to FCM, and what came of it. */
export interface Attempt {
  readonly at: number;
  readonly target: string;
  readonly commentId: string | undefined;
  readonly answer: Answer;
  readonly message: Message;
}

export function acceptedAttempt({ receivedAt, device, message }: AcceptedEvent): Attempt {
  return attempt(receivedAt, device, message, { kind: 'accepted' });
}

/** Undefined for a request that was no message. */
export function refusedAttempt(event: RefusedEvent): Attempt | undefined {
  const { receivedAt, device, message, answer } = event;
  if (message === null) return undefined;
  return attempt(
    receivedAt,
    device,
    message,
    answer === null
      ? { kind: 'hungUp' }
      : { kind: 'refused', status: answer.status, code: errorCode(answer.body) },
  );
}

function attempt(at: string, device: string | null, message: Message, answer: Answer): Attempt {
  const commentId = message.data?.commentId;
  return { at: Date.parse(at), target: device ?? '', commentId, answer, message };
}

interface ErrorBody {
  readonly error?: {
    readonly status?: string;
    readonly details?: readonly { readonly errorCode?: string }[];
  };
}

/** FCM's own code where it gave one, else that of Google's front ends. */
function errorCode(body: unknown): string | undefined {
  const { error } = (typeof body === 'object' && body !== null ? body : {}) as ErrorBody;
  return error?.details?.find((detail) => detail.errorCode)?.errorCode ?? error?.status;
}
