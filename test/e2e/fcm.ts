import type { fcm_v1 } from '@googleapis/fcm';
import type { Fault } from '../../packages/fcm-emulator/src/index.ts';
import { FCM_ORIGIN } from './environment.ts';
import { until } from './until.ts';

export type { Fault };

/** A message that FCM accepted for a device. */
export interface Received {
  readonly device: string;
  readonly receivedAt: string;
  readonly message: fcm_v1.Schema$Message;
}

async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${FCM_ORIGIN}/emulator/v1/${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return response.status === 204 ? undefined : response.json();
}

/** An app installation as FCM knows it. */
export class FcmDevice {
  /** Its registration token or installation ID. */
  readonly target: string;

  constructor(target: string) {
    this.target = target;
  }

  async received(): Promise<Received[]> {
    const device = encodeURIComponent(this.target);
    const answer = (await ask('GET', `messages?device=${device}`)) as { messages: Received[] };
    return answer.messages;
  }

  /** Waits for the first message, or for so many. */
  async receives(count = 1): Promise<Received[]> {
    return until(`${count} message(s) arrived`, async () => {
      const received = await this.received();
      return received.length >= count && received;
    });
  }

  async uninstall(): Promise<void> {
    await ask('DELETE', `devices/${encodeURIComponent(this.target)}`);
  }
}

export async function createDevice(kind: 'token' | 'fid' = 'token'): Promise<FcmDevice> {
  const answer = (await ask('POST', 'devices', { kind })) as { token?: string; fid?: string };
  const target = answer.token ?? answer.fid;
  if (target === undefined) throw new Error('the FCM emulator answered no device');
  return new FcmDevice(target);
}

/** Replaces all faults. Without arguments FCM is well again. */
export async function setFaults(...faults: readonly Fault[]): Promise<void> {
  await ask('PUT', 'faults', { faults });
}
