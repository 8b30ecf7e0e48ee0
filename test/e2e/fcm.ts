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

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${FCM_ORIGIN}/emulator/v1/${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return JSON.parse((await response.text()) || 'null');
}

/** An app installation as FCM knows it. */
export class FcmDevice {
  /** Its registration token or installation ID. */
  readonly target: string;

  constructor(target: string) {
    this.target = target;
  }

  /** Returns the messages that FCM accepted for this device, in order. */
  async received(): Promise<Received[]> {
    const path = `messages?device=${encodeURIComponent(this.target)}`;
    return (await ask<{ messages: Received[] }>('GET', path)).messages;
  }

  /** Waits for the first message, or for this number of messages. */
  receives(count = 1): Promise<Received[]> {
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
  const { [kind]: target = '' } = await ask<Record<string, string>>('POST', 'devices', { kind });
  return new FcmDevice(target);
}

/** Replaces all faults. Without arguments, FCM works again. */
export async function setFaults(...faults: readonly Fault[]): Promise<void> {
  await ask('PUT', 'faults', { faults });
}
