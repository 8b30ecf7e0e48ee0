import { FCM_ORIGIN } from './environment.ts';
import type { Fault, FcmDevice, Received } from './fcm.ts';

/** A push that has to arrive. */
export interface OwedPush {
  readonly device: FcmDevice;
  readonly commentId: string;
}

export interface Figures {
  readonly 'faults injected': number;
  readonly 'pushes owed': number;
  readonly delivered: number;
  readonly lost: number;
  readonly repeated: number;
}

export type FaultReport = Fault & {
  /** How many sends it struck. */
  readonly hits: number;
};

/** The faults in force, in their order. */
export async function faultReports(): Promise<FaultReport[]> {
  const { faults } = (await look('faults')) as { faults: FaultReport[] };
  return faults;
}

/** What FCM accepted, against what was owed. */
export async function figuresOf(owed: readonly OwedPush[]): Promise<Figures> {
  const { messages } = (await look('messages')) as { messages: Received[] };
  const arrivals = new Map(owed.map((push) => [keyOf(push.device.target, push.commentId), 0]));
  for (const { device, message } of messages) {
    const key = keyOf(device, message.data?.commentId);
    const times = arrivals.get(key);
    if (times !== undefined) arrivals.set(key, times + 1);
  }
  const times = [...arrivals.values()];
  const delivered = times.filter((count) => count > 0).length;
  // One that delays by nothing only lets sends through to the next.
  const harmful = (await faultReports()).filter(({ delayMs }) => delayMs !== 0);
  return {
    'faults injected': harmful.reduce((sum, { hits }) => sum + hits, 0),
    'pushes owed': arrivals.size,
    delivered,
    lost: arrivals.size - delivered,
    repeated: times.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
  };
}

const keyOf = (target: string, commentId: string | undefined): string => `${target} ${commentId}`;

async function look(path: string): Promise<unknown> {
  return (await fetch(`${FCM_ORIGIN}/emulator/v1/${path}`)).json();
}
