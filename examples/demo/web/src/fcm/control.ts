import { FCM_ORIGIN } from '../emulators.ts';

/** What the FCM emulator can be asked to do wrong: a part of its `PUT /emulator/v1/faults`. */
export interface Fault {
  readonly error?: string;
  readonly retryAfter?: number;
  readonly hangUp?: 'before' | 'after';
  /** A registration token or installation ID; otherwise it is for all. */
  readonly device?: string;
  /** The next so many sends; otherwise all. */
  readonly count?: number;
}

export interface ActiveFault extends Fault {
  /** How many sends it hit. */
  readonly hits: number;
}

/** Rejects with a sentence when the emulator refuses or is not there. */
async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${FCM_ORIGIN}/emulator/v1/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`The FCM emulator answered ${response.status}.`);
  return answer;
}

/** Installs an app: answers its new registration token or installation ID. */
export async function createDevice(
  kind: 'token' | 'fid',
  platform: string,
  label: string,
): Promise<string> {
  const created = await ask('POST', 'devices', { kind, platform, label });
  const target = (created as { token?: string; fid?: string })[kind];
  if (target === undefined) throw new Error('The FCM emulator made no device.');
  return target;
}

/** Uninstalls the app: FCM answers UNREGISTERED from now on. */
export async function deleteDevice(target: string): Promise<void> {
  await ask('DELETE', `devices/${encodeURIComponent(target)}`);
}

export async function replaceFaults(faults: readonly Fault[]): Promise<void> {
  await ask('PUT', 'faults', { faults });
}

export async function readFaults(): Promise<readonly ActiveFault[]> {
  return ((await ask('GET', 'faults')) as { faults: ActiveFault[] }).faults;
}
