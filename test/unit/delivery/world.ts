import type { DeliveryPorts } from '../../../functions/src/delivery/attempt.ts';
import { type DeliveryRecord, keyOf } from '../../../functions/src/delivery/record.ts';
import type { Version } from '../../../functions/src/delivery/record-store.ts';
import type { SendRequest } from '../../../functions/src/fcm/fcm-sender.ts';
import type { Payload, Push } from '../../../functions/src/fcm/message.ts';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';
import type { LogEventName } from '../../../functions/src/log-events.ts';

export const LIMITS = {
  unavailableMs: 10_000,
  quotaMs: 60_000,
  maxAgeMs: 4 * 60 * 60_000,
  leaseMs: 60_000,
};

export const OK: Answer = { status: 200, body: '' };
export const DOWN: Answer = { status: 503, body: '' };
export const UNREGISTERED: Answer = {
  status: 404,
  body: JSON.stringify({
    error: { status: 'NOT_FOUND', details: [{ errorCode: 'UNREGISTERED' }] },
  }),
};

export function pushTo(deviceId: string, platform: Push['platform'] = 'android'): Push {
  const payload: Payload = { notification: { title: 'Title', body: 'Body' } };
  const target = { token: `token-of-${deviceId}` };
  return { uid: 'mina', deviceId, reason: 'comment', platform, target, payload };
}

export type PortName =
  | 'create'
  | 'read'
  | 'replace'
  | 'scheduleRetry'
  | 'forget'
  | 'mark'
  | 'compose'
  | 'tell';

const never = new Promise<never>(() => {});

/** Firestore, FCM and Cloud Tasks in memory, and a clock that stands until it is moved. */
export class World {
  now = 1_000_000;
  readonly records = new Map<string, { record: DeliveryRecord; version: Version }>();
  /** Tasks by name; a name stays taken once used, as it does for an hour in Cloud Tasks. */
  readonly tasks = new Map<string, { id: string; at: number; done: boolean }>();
  readonly accepted = new Map<string, number>();
  readonly forgotten: string[] = [];
  readonly marked: string[] = [];
  /** Who was reported as unreached. */
  readonly told: string[] = [];
  readonly sent: SendRequest[] = [];
  readonly logged: { event: LogEventName; fields: unknown }[] = [];
  /** What FCM says to a device. */
  fcm: (device: string) => Answer = () => OK;
  /** The next calls of these ports throw, each once. */
  readonly broken: PortName[] = [];
  #writes = 0;

  /** A process of its own. `dieAtSend` kills it when FCM has accepted so many of its messages. */
  process(dieAtSend = Number.POSITIVE_INFINITY) {
    const death = Promise.withResolvers<void>();
    let alive = true;
    let accepts = 0;

    /** A port call of this process: one that is dead never hears the answer. */
    const call = async <T>(name: PortName | 'send', effect: () => T): Promise<T> => {
      if (!alive) return never;
      const index = name === 'send' ? -1 : this.broken.indexOf(name);
      if (index >= 0) {
        this.broken.splice(index, 1);
        throw new Error(`${name} is broken`);
      }
      const result = effect();
      await Promise.resolve();
      return alive ? result : never;
    };

    const ports: DeliveryPorts = {
      records: {
        create: (id, record) =>
          call('create', () => (this.records.has(id) ? undefined : this.#write(id, record))),
        read: (id) => call('read', () => this.records.get(id)),
        replace: (id, record, version) =>
          call('replace', () =>
            this.records.get(id)?.version === version ? this.#write(id, record) : undefined,
          ),
      },
      send: (request) =>
        call('send', () => {
          this.sent.push(request);
          const device = 'token' in request.to ? request.to.token : 'dry-run';
          const answer = this.fcm(device);
          if (answer === OK && !request.validateOnly) {
            this.accepted.set(device, (this.accepted.get(device) ?? 0) + 1);
            accepts += 1;
            if (accepts >= dieAtSend) {
              alive = false;
              death.resolve();
            }
          }
          return answer;
        }),
      scheduleRetry: (id, attempt, at) =>
        call('scheduleRetry', () => {
          const name = `${id}-${attempt}`;
          if (!this.tasks.has(name)) this.tasks.set(name, { id, at, done: false });
        }),
      forget: (dead) => call('forget', () => void this.forgotten.push(...dead.map(keyOf))),
      mark: (devices) => call('mark', () => void this.marked.push(...devices.map(keyOf))),
      log: (event, fields) => this.logged.push({ event, fields }),
      limits: LIMITS,
      now: () => this.now,
      random: () => 0,
    };
    const compose = (pushes: readonly Push[]) => call('compose', () => pushes);
    const tell = (uids: readonly string[]) => call('tell', () => void this.told.push(...uids));
    return { ports, compose, tell, death: death.promise };
  }

  #write(id: string, record: DeliveryRecord): Version {
    this.#writes += 1;
    const version = { seconds: this.#writes, nanoseconds: 0 };
    this.records.set(id, { record: structuredClone(record), version });
    return version;
  }

  get writes(): number {
    return this.#writes;
  }
}
