import { setTimeout as delay } from 'node:timers/promises';

const POLL_INTERVAL_MS = 50;

export type TargetKind = 'token' | 'fid';

/** What a device shows of a message. */
export interface Push {
  title: string;
  body: string;
}

interface MessageLog {
  messages: { message: { notification?: Partial<Push> } }[];
}

/** A device that exists for the FCM emulator alone. */
export class FcmDevice {
  readonly #origin: string;
  /** What FCM knows the device by: whoever has it can send to the device. */
  readonly target: Readonly<{ [Kind in TargetKind]?: string }>;

  private constructor(origin: string, target: FcmDevice['target']) {
    this.#origin = origin;
    this.target = target;
  }

  /** @param fcmHost `host:port` of the FCM emulator */
  static async create(fcmHost: string, kind: TargetKind): Promise<FcmDevice> {
    const origin = `http://${fcmHost}/emulator/v1`;
    const response = await fetch(`${origin}/devices`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind }),
    });
    if (!response.ok) throw new Error(`The FCM emulator made no device: ${response.status}`);
    const device: FcmDevice['target'] = await response.json();
    const target = device[kind];
    if (target === undefined) throw new Error(`The FCM emulator made a device without a ${kind}`);
    return new FcmDevice(origin, { [kind]: target });
  }

  /** Waits for the first push to arrive, until the signal aborts. */
  async receivePush(signal: AbortSignal): Promise<Push> {
    const target = this.target.token ?? this.target.fid ?? '';
    const url = `${this.#origin}/messages?device=${encodeURIComponent(target)}`;
    for (;;) {
      const { messages }: MessageLog = await (await fetch(url, { signal })).json();
      const notification = messages[0]?.message.notification;
      if (notification) return { title: notification.title ?? '', body: notification.body ?? '' };
      await delay(POLL_INTERVAL_MS, undefined, { signal });
    }
  }
}
