import { fail } from 'node:assert/strict';
import { parseUser } from '../../../functions/src/audience/user.ts';
import { type DeliveryPorts, deliver } from '../../../functions/src/delivery/deliver.ts';
import { type Page, pageId } from '../../../functions/src/delivery/page.ts';
import { type DeliveryRecord, keyOf } from '../../../functions/src/delivery/record.ts';
import type { Version } from '../../../functions/src/delivery/record-store.ts';
import { eventRef } from '../../../functions/src/events/app-event.ts';
import { comment } from '../../../functions/src/events/comment.ts';
import type { EventDefinition, Fields } from '../../../functions/src/events/event-definition.ts';
import type { SendRequest } from '../../../functions/src/fcm/fcm-sender.ts';
import type { Payload, Push } from '../../../functions/src/fcm/message.ts';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';
import {
  gather,
  type InboxEntry,
  pace,
  standingOf,
} from '../../../functions/src/inbox/inbox-entry.ts';
import type { LogEventName } from '../../../functions/src/log-events.ts';
import { textFor } from '../../../functions/src/texts/locale.ts';

export const LIMITS = {
  unavailableMs: 10_000,
  quotaMs: 60_000,
  maxAgeMs: 4 * 60 * 60_000,
  leaseMs: 60_000,
  pageSize: 100,
  roundSize: 100,
  peopleAtOnce: 2_000,
};
const PACING = { alertIntervalMs: 60_000, burst: 2, windowMs: 600_000 };

export const OK: Answer = { status: 200, body: '' };
export const DOWN: Answer = { status: 503, body: '' };
export const UNREGISTERED: Answer = {
  status: 404,
  body: JSON.stringify({
    error: { status: 'NOT_FOUND', details: [{ errorCode: 'UNREGISTERED' }] },
  }),
};

/** Which call a process makes: the name of a port, and of what it is about. */
export type Call = `${string}:${string}`;

/**
 * What befalls a call: it may take long, fail or never end before its effect; and what this answers is
 * called after that.
 */
export type Fate = (call: Call) => Promise<() => Promise<void>>;

export interface Task {
  readonly id: string;
  readonly at: number;
  readonly page?: Page;
  done: boolean;
}

/** A push that FCM took. */
export interface Accepted {
  readonly device: string;
  readonly type: string;
  readonly silent: boolean;
  readonly process: Process;
  /** Its sender has heard of it. */
  isAnswered: boolean;
}

export interface ProcessOptions {
  readonly fate?: Fate;
  readonly limits?: typeof LIMITS;
  readonly inbox?: boolean;
  readonly clockAheadMs?: number;
  readonly ports?: Partial<DeliveryPorts>;
  readonly onAccepted?: (accepted: Accepted) => void;
  readonly onWritten?: (id: string, record: DeliveryRecord) => void;
}

export interface Process {
  readonly ports: DeliveryPorts;
  /** Ends it at once: no call of its has an effect or an answer any more. */
  kill(): void;
  isAlive(): boolean;
}

/** Joon's comment on Mina's post. */
export const COMMENT = 'posts/p/comments/c';

const never = new Promise<never>(() => {});

/** Firestore, FCM and Cloud Tasks in memory, and a clock that stands until it is moved. */
export class World {
  now = 1_000_000;
  /** By their paths. The followers of a post are documents too. */
  readonly documents = new Map<string, Fields>();
  /** The devices of each user, by uid: `{pushTokens, notificationSettings, locale}`. */
  readonly users = new Map<string, unknown>();
  /** `uid/otherUid` */
  readonly blocks = new Set<string>();
  readonly records = new Map<string, { record: DeliveryRecord; version: Version; by?: Process }>();
  /** Tasks by name; a name stays taken once used, as it does for an hour in Cloud Tasks. */
  readonly tasks = new Map<string, Task>();
  /** By uid, reason and thread. */
  readonly inboxes = new Map<string, InboxEntry>();
  readonly senders = new Map<string, readonly number[]>();
  readonly sent: SendRequest[] = [];
  readonly accepted: Accepted[] = [];
  readonly forgotten: string[] = [];
  readonly marked: string[] = [];
  readonly logged: { event: LogEventName; fields: unknown }[] = [];
  readonly definitions = new Map<string, EventDefinition>([[comment.name, comment]]);
  /** What FCM says to a device, by its token. */
  fcm: (device: string) => Answer = () => OK;
  /** The next calls whose name begins so fail before their effect, each once. */
  readonly broken: string[] = [];
  /** The next calls whose name begins so fail after their effect, each once. */
  readonly lost: string[] = [];
  writes = 0;

  /** Gives somebody a phone for each name. Their token is `token-of-NAME`. */
  person(uid: string, devices: readonly string[] = [uid], settings: object = {}): void {
    const entries = devices.map((each) => [each, { token: tokenOf(each), platform: 'android' }]);
    this.users.set(uid, {
      pushTokens: Object.fromEntries(entries),
      notificationSettings: settings,
    });
  }

  /** A post of somebody's, and who follows it. */
  post(postId: string, authorId: string, followers: readonly string[] = []): void {
    this.documents.set(`posts/${postId}`, { authorId, title: 'Pictures' });
    for (const uid of followers) this.documents.set(`posts/${postId}/followers/${uid}`, {});
  }

  /** A process of its own. */
  process({
    fate,
    limits = LIMITS,
    inbox = false,
    clockAheadMs = 0,
    ports: others = {},
    onAccepted = () => {},
    onWritten = () => {},
  }: ProcessOptions = {}): Process {
    let alive = true;
    const call = async <T>(name: Call, effect: () => T): Promise<T> => {
      if (!alive) return never;
      const andThen = await fate?.(name);
      if (!alive) return never;
      failOnce(this.broken, name);
      const result = effect();
      await andThen?.();
      if (!alive) return never;
      failOnce(this.lost, name);
      return result;
    };
    const now = () => this.now + clockAheadMs;
    const write = (id: string, record: DeliveryRecord): Version => {
      this.writes += 1;
      const version = { seconds: this.writes, nanoseconds: 0 };
      this.records.set(id, { record: structuredClone(record), version, by: process });
      onWritten(id, record);
      return version;
    };
    const process: Process = {
      kill: () => {
        alive = false;
      },
      isAlive: () => alive,
      ports: {
        definitionOf: (name) => this.definitions.get(name),
        events: {
          read: (path) => call(`read:${path}`, () => this.documents.get(path)),
          lookUp: (lookUps) =>
            call('lookUp:', () => lookUps.map(({ path }) => this.documents.get(path) ?? {})),
          followers: ({ collection }, range) =>
            call(`followers:${range.after ?? ''}`, () => {
              const all = [...this.documents.keys()]
                .filter((path) => path.startsWith(`${collection}/`))
                .map((path) => path.slice(collection.length + 1))
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
        ...(inbox && {
          inbox: {
            enter: (event, recipients, at) =>
              call(
                'inbox:',
                () =>
                  new Map(
                    recipients.map(({ user: { uid }, reason }) => [
                      uid,
                      this.#enter(event, uid, reason, at),
                    ]),
                  ),
              ),
          },
        }),
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
                const type = data?.type ?? '';
                accepted = { device, type, silent, process, isAnswered: false };
                this.accepted.push(accepted);
                onAccepted(accepted);
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
        options: { collapse: 'event' },
        sharePercent: 100,
        limits,
        crowd: { people: 0 },
        now,
        random: () => 0,
        pause: () => call('pause:', () => {}),
        ...others,
      },
    };
    return process;
  }

  /** An event's document has been created, or its event comes again. */
  event(
    process: Process = this.process(),
    path: string = COMMENT,
    definition: EventDefinition = this.definitions.values().next().value ?? comment,
    at: number = 1_000_000,
  ): Promise<void> {
    const ids = path.split('/');
    const params = Object.fromEntries(
      definition.document
        .split('/')
        .flatMap((part, i) => (part.startsWith('{') ? [[part.slice(1, -1), ids[i] ?? '']] : [])),
    );
    const page = { event: eventRef(definition, params, at), page: 1, startedAt: this.now };
    const key = `${path} ${at}`;
    const brought = this.#brought.get(key) ?? this.documents.get(path);
    if (brought) this.#brought.set(key, brought);
    return deliver(pageId(page), process.ports, { page, ...(brought && { brought }) });
  }

  /** What the platform's event holds of a document, by its path and time, however often it comes. */
  readonly #brought = new Map<string, Fields>();

  /** Runs a task, which is done if that works. */
  async task(process: Process, task: Task): Promise<void> {
    await deliver(task.id, process.ports, task.page && { page: task.page });
    task.done = true;
  }

  dueTasks(): Task[] {
    return [...this.tasks.values()].filter((each) => !each.done && each.at <= this.now);
  }

  /** Runs what is due, in its order, and counts it. */
  async runDue(process: Process = this.process()): Promise<number> {
    const due = this.dueTasks();
    for (const each of due) await this.task(process, each);
    return due.length;
  }

  /** A process that dies at once after so many calls of that name, and its death. */
  doomed(
    name: string,
    { times = 1, ...options }: ProcessOptions & { readonly times?: number } = {},
  ): { readonly process: Process; readonly death: Promise<void> } {
    const death = Promise.withResolvers<void>();
    let calls = 0;
    const fate: Fate = async (call) => async () => {
      if (!call.startsWith(name)) return;
      calls += 1;
      if (calls < times) return;
      process.kill();
      death.resolve();
    };
    const process = this.process({ ...options, fate });
    return { process, death: death.promise };
  }

  /** A process whose calls of that name wait before their effect until `goOn`. */
  held(name: string, options: ProcessOptions = {}) {
    const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const fate: Fate = async (call) => {
      if (call.startsWith(name)) {
        reached.resolve();
        await released.promise;
      }
      return async () => {};
    };
    const process = this.process({ ...options, fate });
    return { process, reached: reached.promise, goOn: released.resolve };
  }

  /** A process that writes down its calls, in the order of their effects. */
  watched(options: ProcessOptions = {}): { readonly process: Process; readonly calls: Call[] } {
    const calls: Call[] = [];
    const fate: Fate = async (call) => async () => void calls.push(call);
    return { process: this.process({ ...options, fate }), calls };
  }

  /** The record of a page of the only event. */
  record(page = 1): DeliveryRecord {
    const found = [...this.records.values()].find(({ record }) => record.page === page);
    return found?.record ?? fail(`no record of page ${page}`);
  }

  /** What FCM took, in its order: `DEVICE REASON`. */
  get told(): string[] {
    return this.accepted.map(({ device, type }) => `${device.slice(tokenOf('').length)} ${type}`);
  }

  /** The lines of the log of one kind. */
  linesOf(name: LogEventName): unknown[] {
    return this.logged.flatMap(({ event, fields }) => (event === name ? [fields] : []));
  }

  #enqueue(name: string, task: Omit<Task, 'done'>): void {
    if (!this.tasks.has(name)) this.tasks.set(name, { ...task, done: false });
  }

  #enter: (
    event: Parameters<NonNullable<DeliveryPorts['inbox']>['enter']>[0],
    uid: string,
    reason: string,
    now: number,
  ) => ReturnType<typeof standingOf> = ({ reasons, notification, path }, uid, reason, now) => {
    const key = `${uid}/${reason}_${notification.thread.id}`;
    const sender = `${uid}/${notification.authorId}`;
    const before = this.inboxes.get(key);
    const paced = reasons[reason]?.isPaced
      ? pace(this.senders.get(sender) ?? [], now, PACING)
      : undefined;
    const text = textFor(notification.body, undefined);
    const entering = { id: path, reason, text, held: paced?.held === true };
    const entry = gather(before, notification, entering, now, PACING);
    if (entry !== before) {
      this.inboxes.set(key, entry);
      if (paced) this.senders.set(sender, paced.recent);
    }
    return standingOf(entry, path, 1);
  };
}

/** Joon has commented on Mina's post, which these follow. Everybody has a phone of their own name. */
export function commented(followers: readonly string[] = [], fields: Fields = {}): World {
  const world = new World();
  world.post('p', 'mina', followers);
  world.documents.set(COMMENT, { authorId: 'joon', authorName: 'Joon', text: 'Hi', ...fields });
  for (const uid of ['mina', 'joon', ...followers]) world.person(uid);
  return world;
}

/** A push to one device of Mina's. */
export function pushTo(deviceId: string, platform: Push['platform'] = 'android'): Push {
  const payload: Payload = { notification: { title: 'Title', body: 'Body' } };
  const target = { token: tokenOf(deviceId) };
  return { uid: 'mina', deviceId, reason: 'comment', platform, target, payload };
}

export const tokenOf = (device: string): string => `token-of-${device}`;

function failOnce(list: string[], name: Call): void {
  const index = list.findIndex((each) => name.startsWith(each));
  if (index < 0) return;
  const [what] = list.splice(index, 1);
  throw new Error(`${what} is broken`);
}
