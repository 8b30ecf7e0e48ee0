import { parseUser } from '../src/audience/user.ts';
import type { DeliveryPorts } from '../src/delivery/deliver.ts';
import { type Page, pageId } from '../src/delivery/page.ts';
import { type DeliveryRecord, keyOf } from '../src/delivery/record.ts';
import type { Version } from '../src/delivery/record-store.ts';
import type { EventDefinition, Fields } from '../src/events/event-definition.ts';
import type { SendRequest } from '../src/fcm/fcm-sender.ts';
import type { Answer } from '../src/fcm/outcome.ts';
import type { LogEventName } from '../src/log-events.ts';

export const LIMITS = {
  unavailableMs: 10_000,
  quotaMs: 60_000,
  maxAgeMs: 4 * 60 * 60_000,
  leaseMs: 60_000,
  pageSize: 100,
  roundSize: 100,
  peopleAtOnce: 2_000,
};

export const OK: Answer = { status: 200, body: '' };
export const DOWN: Answer = { status: 503, body: '' };

/** A call of a port: the name of the port and its argument. */
export type Call = `${string}:${string}`;

export interface Task {
  readonly id: string;
  readonly at: number;
  readonly page?: Page;
  done: boolean;
}

/** A process that delivers. Each one has its own ports. */
export interface Running {
  readonly ports: DeliveryPorts;
}

/** A push that FCM accepted. */
export interface Accepted {
  readonly device: string;
  readonly type: string;
  readonly silent: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly process: Running;
  /** The sender got the answer. */
  isAnswered: boolean;
}

/** How a process is connected to its world. */
export interface Connection {
  readonly limits?: typeof LIMITS;
  readonly clockAheadMs?: number;
  readonly onAccepted?: (accepted: Accepted) => void;
  readonly onWritten?: (id: string, record: DeliveryRecord) => void;
}

/** Runs the effect of a call, or fails, or does neither. */
export type Caller = <T>(name: Call, effect: () => T) => Promise<T>;

/** The data of Firestore, FCM and Cloud Tasks, and the time. */
export class Memory {
  now = 1_000_000;
  /** The documents in Firestore by path. The followers of a post are documents too. */
  readonly documents = new Map<string, Fields>();
  /** The document of each user, by uid: `{pushTokens, notificationSettings, locale}`. */
  readonly users = new Map<string, unknown>();
  /** `uid/otherUid` */
  readonly blocks = new Set<string>();
  readonly records = new Map<string, { record: DeliveryRecord; version: Version; by?: Running }>();
  /** Tasks by name. A name can be used only once, as in Cloud Tasks for an hour. */
  readonly tasks = new Map<string, Task>();
  readonly sent: SendRequest[] = [];
  readonly accepted: Accepted[] = [];
  readonly forgotten: string[] = [];
  readonly marked: string[] = [];
  readonly logged: { event: LogEventName; fields: unknown }[] = [];
  readonly definitions = new Map<string, EventDefinition>();
  /** FCM's answer for a device, by its token. */
  fcm: (device: string) => Answer = () => OK;
  writes = 0;

  /** Creates the ports of a process. */
  protected connect(
    process: () => Running,
    call: Caller,
    { limits = LIMITS, clockAheadMs = 0, onAccepted, onWritten }: Connection = {},
  ): DeliveryPorts {
    const now = () => this.now + clockAheadMs;
    const write = (id: string, record: DeliveryRecord): Version => {
      this.writes += 1;
      const version = { seconds: this.writes, nanoseconds: 0 };
      this.records.set(id, { record: structuredClone(record), version, by: process() });
      onWritten?.(id, record);
      return version;
    };
    return {
      definitionOf: (name) => this.definitions.get(name),
      events: {
        read: (path, fields) =>
          call(`read:${path}`, () => {
            const found = this.documents.get(path);
            return found && renamed(found, fields);
          }),
        lookUp: (lookUps) =>
          call('lookUp:', () =>
            lookUps.map(({ path, fields }) => renamed(this.documents.get(path) ?? {}, fields)),
          ),
        followers: ({ collection }, range) =>
          call(`followers:${range.after ?? ''}`, () => {
            const all = [...this.documents.keys()]
              .filter((path) => path.startsWith(`${collection}/`))
              .map((path) => path.slice(collection.length + 1))
              .filter((uid) => !uid.includes('/'))
              .filter((uid) => range.after === undefined || uid > range.after)
              .sort();
            return 'limit' in range
              ? all.slice(0, range.limit)
              : all.filter((uid) => uid <= range.upTo);
          }),
      },
      users: {
        users: (uids) =>
          call(`users:${uids.join()}`, () =>
            uids
              .filter((uid) => this.users.has(uid))
              .map((uid) => parseUser(uid, this.users.get(uid))),
          ),
        blockedBy: (uids, authorId) =>
          call(
            'blockedBy:',
            () => new Set(uids.filter((uid) => this.blocks.has(`${uid}/${authorId}`))),
          ),
      },
      records: {
        create: (id, record) =>
          call(`create:${id}`, () => (this.records.has(id) ? undefined : write(id, record))),
        read: (id) =>
          call(`find:${id}`, () => {
            const found = this.records.get(id);
            return found && { record: structuredClone(found.record), version: found.version };
          }),
        replace: (id, record, version) =>
          call(`replace:${id}`, () =>
            this.records.get(id)?.version.seconds === version.seconds
              ? write(id, record)
              : undefined,
          ),
      },
      send: async (request) => {
        const device = 'token' in request.to ? request.to.token : 'dry-run';
        let accepted: Accepted | undefined;
        try {
          const answer = await call(`send:${device}`, () => {
            if (request.notAfter !== undefined && now() > request.notAfter) {
              return { unasked: 'TOO_LATE' as const, retryAfterMs: 1_000 };
            }
            this.sent.push(request);
            const answer = this.fcm(device);
            if (answer === OK && !request.validateOnly) {
              const { data, android } = request.payload;
              const silent = android?.notification?.defaultSound !== true;
              const [type, at] = [data?.type ?? '', this.now];
              accepted = { device, type, silent, at, process: process(), isAnswered: false };
              this.accepted.push(accepted);
              onAccepted?.(accepted);
            }
            return answer;
          });
          if (accepted) accepted.isAnswered = true;
          return answer;
        } catch (error) {
          return { failure: String(error) };
        }
      },
      scheduleRetry: (id, attempt, at) =>
        call(`scheduleRetry:${id}`, () => this.#enqueue(`${id}-${attempt}-${at}`, { id, at })),
      enqueuePage: (page) =>
        call(`enqueuePage:${page.page}`, () => {
          const id = pageId(page);
          this.#enqueue(`page ${id}`, { id, at: this.now, page: structuredClone(page) });
        }),
      forget: (dead) => call('forget:', () => void this.forgotten.push(...dead.map(keyOf))),
      mark: (devices) => call('mark:', () => void this.marked.push(...devices.map(keyOf))),
      log: (event, fields) => this.logged.push({ event, fields }),
      webOrigin: '',
      sharePercent: 100,
      limits,
      crowd: { people: 0 },
      now,
      random: () => 0,
      pause: () => call('pause:', () => {}),
    };
  }

  #enqueue(name: string, task: Omit<Task, 'done'>): void {
    if (!this.tasks.has(name)) this.tasks.set(name, { ...task, done: false });
  }
}

export const tokenOf = (device: string): string => `token-of-${device}`;

/** Returns a document by our names for its fields, as `event-store.ts` does. */
export function renamed(document: Fields, fields?: Readonly<Record<string, string>>): Fields {
  if (fields === undefined) return document;
  const within = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null
      ? new Map(Object.entries(value)).get(name)
      : undefined;
  const entries = Object.entries(fields).map(([ours, theirs]) => [
    ours,
    theirs.split('.').reduce(within, document),
  ]);
  return Object.fromEntries(entries);
}
