import { fail } from 'node:assert/strict';
import { basename, dirname } from 'node:path/posix';
import { parseUser } from '../src/audience/user.ts';
import { type DeliveryPorts, deliver } from '../src/delivery/deliver.ts';
import { type Page, pageId } from '../src/delivery/page.ts';
import { type DeliveryRecord, keyOf } from '../src/delivery/record.ts';
import type { Version } from '../src/delivery/record-store.ts';
import { eventRef } from '../src/events/app-event.ts';
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

/** A push that FCM accepted. */
export interface Accepted {
  readonly device: string;
  readonly type: string;
  readonly silent: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The sender got the answer. */
  isAnswered: boolean;
}

/** How a process is connected to its world. */
export interface Connection {
  /** Runs the effect of a call, or fails, or does neither. */
  readonly call?: <T>(name: Call, effect: () => T) => Promise<T>;
  readonly limits?: typeof LIMITS;
  readonly clockAheadMs?: number;
  readonly onAccepted?: (accepted: Accepted) => void;
  readonly onWritten?: (id: string, record: DeliveryRecord) => void;
}

/** Firestore, FCM and Cloud Tasks in memory, and a clock that the test moves. */
export class World {
  now = 1_000_000;
  /** The documents in Firestore by path. The followers of a post are documents too. */
  readonly documents = new Map<string, Fields>();
  /** The document of each user, by uid: `{pushTokens, notificationSettings, locale}`. */
  readonly users = new Map<string, unknown>();
  /** `uid/otherUid` */
  readonly blocks = new Set<string>();
  readonly records = new Map<string, { record: DeliveryRecord; version: Version }>();
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
  /** The data that an event brings, by path and time. A redelivery brings the same data. */
  readonly #brought = new Map<string, Fields>();

  /** Gives a user one phone for each name. Its token is `token-of-NAME`. */
  person(uid: string, devices: readonly string[] = [uid], notificationSettings = {}): void {
    const entries = devices.map((each) => [each, { token: tokenOf(each), platform: 'android' }]);
    this.users.set(uid, { pushTokens: Object.fromEntries(entries), notificationSettings });
  }

  /** Returns the ports of a new process. */
  process(connection: Connection = {}): DeliveryPorts {
    const { limits = LIMITS, clockAheadMs = 0, onAccepted, onWritten } = connection;
    const { call = async (_, effect) => effect() } = connection;
    const now = () => this.now + clockAheadMs;
    const write = (id: string, record: DeliveryRecord): Version => {
      this.writes += 1;
      const version = { seconds: this.writes, nanoseconds: 0 };
      this.records.set(id, { record: structuredClone(record), version });
      onWritten?.(id, record);
      return version;
    };
    return {
      definitionOf: (name) => this.definitions.get(name),
      events: {
        read: (path, fields) => call(`read:${path}`, () => this.#fieldsOf(path, fields)),
        lookUp: (lookUps) =>
          call('lookUp:', () =>
            lookUps.map(({ path, fields }) => this.#fieldsOf(path, fields) ?? {}),
          ),
        followers: ({ collection }, { after = '', ...end }) =>
          call(`followers:${after}`, () => {
            const paths = [...this.documents.keys()].filter((path) => dirname(path) === collection);
            const uids = paths.map((path) => basename(path)).filter((uid) => uid > after);
            uids.sort();
            return 'limit' in end
              ? uids.slice(0, end.limit)
              : uids.filter((uid) => uid <= end.upTo);
          }),
      },
      users: {
        users: (uids) =>
          call(`users:${uids.join()}`, () =>
            uids
              .filter((uid) => this.users.has(uid))
              .map((uid) => parseUser(uid, this.users.get(uid))),
          ),
        blockedBy: (uids, authorId) => {
          const isBlocking = (uid: string) => this.blocks.has(`${uid}/${authorId}`);
          return call('blockedBy:', () => new Set(uids.filter(isBlocking)));
        },
      },
      records: {
        create: (id, record) =>
          call(`create:${id}`, () => (this.records.has(id) ? undefined : write(id, record))),
        read: (id) => call(`find:${id}`, () => structuredClone(this.records.get(id))),
        replace: (id, record, { seconds }) =>
          call(`replace:${id}`, () =>
            this.records.get(id)?.version.seconds === seconds ? write(id, record) : undefined,
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
              accepted = {
                device,
                type: data?.type ?? '',
                silent,
                at: this.now,
                isAnswered: false,
              };
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

  #fieldsOf(path: string, fields: EventDefinition['fields']): Fields | undefined {
    const document = this.documents.get(path);
    return document && renamed(document, fields);
  }

  #enqueue(name: string, task: Omit<Task, 'done'>): void {
    if (!this.tasks.has(name)) this.tasks.set(name, { ...task, done: false });
  }

  /** An event's document was created or changed, or its event is delivered again. */
  async event(
    process: DeliveryPorts,
    path: string,
    definition: EventDefinition,
    at: number = 1_000_000,
    before: Fields = {},
  ): Promise<void> {
    const { document, fields, happened } = definition;
    const pattern = document.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const params = { ...new RegExp(`^${pattern}$`).exec(path)?.groups };
    const key = `${path} ${at}`;
    const brought = this.#brought.get(key) ?? this.#fieldsOf(path, fields);
    if (brought) this.#brought.set(key, brought);
    const what = happened?.(renamed(before, fields), brought ?? {});
    if (happened && what === undefined) return;
    const page = { event: eventRef(definition, params, at, what), page: 1, startedAt: this.now };
    await deliver(pageId(page), process, { page, brought });
  }

  /** Runs a task. It is done if it does not throw. */
  async task(process: DeliveryPorts, task: Task): Promise<void> {
    await deliver(task.id, process, task.page && { page: task.page });
    task.done = true;
  }

  dueTasks(): Task[] {
    return [...this.tasks.values()].filter((each) => !each.done && each.at <= this.now);
  }

  /** Runs the tasks that are due, in their order, and returns their number. */
  async runDue(process: DeliveryPorts = this.process()): Promise<number> {
    const due = this.dueTasks();
    for (const each of due) await this.task(process, each);
    return due.length;
  }

  /** Returns the record of a page. There is only one event. */
  record(page = 1): DeliveryRecord {
    const found = [...this.records.values()].find(({ record }) => record.page === page);
    return found?.record ?? fail(`no record of page ${page}`);
  }

  /** The pushes that FCM accepted, in order, as `DEVICE REASON`. */
  get received(): string[] {
    return this.accepted.map(({ device, type }) => `${device.slice(tokenOf('').length)} ${type}`);
  }
}

export const tokenOf = (device: string): string => `token-of-${device}`;

/** Returns a document by our names for its fields, as `event-store.ts` does. */
function renamed(document: Fields, fields?: Readonly<Record<string, string>>): Fields {
  if (fields === undefined) return document;
  const within = (value: unknown, name: string): unknown =>
    value instanceof Object ? new Map(Object.entries(value)).get(name) : undefined;
  const entries = Object.entries(fields).map(([ours, theirs]) => [
    ours,
    theirs.split('.').reduce(within, document),
  ]);
  return Object.fromEntries(entries);
}
