import type { DeliveryPorts } from '../../../functions/src/delivery/deliver.ts';
import { comment } from '../../../functions/src/events/comment.ts';
import type { EventDefinition, Fields } from '../../../functions/src/events/event-definition.ts';
import type { Push } from '../../../functions/src/fcm/message.ts';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';
import {
  gather,
  type InboxEntry,
  pace,
  statusOf,
} from '../../../functions/src/inbox/inbox-entry.ts';
import type { Inbox } from '../../../functions/src/inbox/inbox-store.ts';
import type { LogEventName } from '../../../functions/src/log-events.ts';
import { textFor } from '../../../functions/src/texts/locale.ts';
import {
  type Call,
  type Connection,
  tokenOf,
  World as WorldInMemory,
} from '../../../functions/testing/world.ts';

export {
  type Accepted,
  type Call,
  DOWN,
  LIMITS,
  OK,
  tokenOf,
} from '../../../functions/testing/world.ts';

const PACING = { alertIntervalMs: 60_000, burst: 2, windowMs: 600_000 };

export const UNREGISTERED: Answer = {
  status: 404,
  body: JSON.stringify({
    error: { status: 'NOT_FOUND', details: [{ errorCode: 'UNREGISTERED' }] },
  }),
};

/**
 * Decides what happens to a call. Before the effect of the call, it can wait, fail or never end.
 * The returned function is called after the effect.
 */
type Fate = (call: Call) => Promise<undefined | (() => void | Promise<void>)>;

export interface ProcessOptions extends Omit<Connection, 'call'> {
  readonly fate?: Fate;
  readonly inbox?: boolean;
  readonly ports?: Partial<DeliveryPorts>;
}

export interface Process extends DeliveryPorts {
  /** Ends it at once: from now on, its calls have no effect and no answer. */
  kill(): void;
  isAlive(): boolean;
}

/** Joon's comment on Mina's post. */
export const COMMENT = 'posts/p/comments/c';

const never = new Promise<never>(() => {});

/** A world in which processes die and calls fail, with comments and inboxes. */
export class World extends WorldInMemory {
  /** By uid, reason and thread. */
  readonly inboxes = new Map<string, InboxEntry>();
  readonly senders = new Map<string, readonly number[]>();
  override readonly definitions = new Map<string, EventDefinition>([[comment.name, comment]]);
  /** Prefixes of names. The next call with such a name fails before its effect. */
  readonly broken: string[] = [];
  /** The same, but the call fails after its effect. */
  readonly lost: string[] = [];

  post(postId: string, authorId: string, followers: readonly string[] = []): void {
    this.documents.set(`posts/${postId}`, { authorId, title: 'Pictures' });
    for (const uid of followers) this.documents.set(`posts/${postId}/followers/${uid}`, {});
  }

  override process({ fate, inbox, ports, ...connection }: ProcessOptions = {}): Process {
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
    const enter: Inbox['enter'] = (...event) => call('inbox:', () => this.#enter(...event));
    return {
      ...super.process({ ...connection, call }),
      ...(inbox && { inbox: { enter } }),
      ...ports,
      kill() {
        alive = false;
      },
      isAlive: () => alive,
    };
  }

  override event(
    process: DeliveryPorts = this.process(),
    path: string = COMMENT,
    definition: EventDefinition = this.definitions.values().next().value ?? comment,
    at?: number,
  ): Promise<void> {
    return super.event(process, path, definition, at);
  }

  /** Returns a process that dies right after some calls of a name, and a promise of its death. */
  doomed(
    name: string,
    { times = 1, ...options }: ProcessOptions & { readonly times?: number } = {},
  ): { readonly process: Process; readonly death: Promise<void> } {
    const death = Promise.withResolvers<void>();
    let calls = 0;
    const fate: Fate = async (call) => () => {
      if (call.startsWith(name)) calls += 1;
      if (calls < times) return;
      process.kill();
      death.resolve();
    };
    const process = this.process({ ...options, fate });
    return { process, death: death.promise };
  }

  /** Returns a process whose calls of a name wait before their effect until `goOn` is called. */
  paused(name: string, options: ProcessOptions = {}) {
    const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const fate: Fate = async (call) => {
      if (!call.startsWith(name)) return undefined;
      reached.resolve();
      await released.promise;
      return undefined;
    };
    const process = this.process({ ...options, fate });
    return { process, reached: reached.promise, goOn: released.resolve };
  }

  /** Returns a process that lists its calls, in the order of their effects. */
  watched(options: ProcessOptions = {}): { readonly process: Process; readonly calls: Call[] } {
    const calls: Call[] = [];
    const fate: Fate = async (call) => () => void calls.push(call);
    return { process: this.process({ ...options, fate }), calls };
  }

  linesOf(name: LogEventName): unknown[] {
    return this.logged.flatMap(({ event, fields }) => (event === name ? [fields] : []));
  }

  #enter(...[event, recipients, now]: Parameters<Inbox['enter']>) {
    const { reasons, notification, path: id } = event;
    const statuses = recipients.map(({ user: { uid }, reason }) => {
      const key = `${uid}/${reason}_${notification.thread.id}`;
      const sender = `${uid}/${notification.authorId}`;
      const before = this.inboxes.get(key);
      const paced = reasons[reason]?.isPaced && pace(this.senders.get(sender) ?? [], now, PACING);
      const text = textFor(notification.body, undefined);
      const details = { id, reason, text, held: paced?.held === true };
      const entry = gather(before, notification, details, now, PACING);
      this.inboxes.set(key, entry);
      if (entry !== before && paced) this.senders.set(sender, paced.recent);
      return [uid, statusOf(entry, id, 1)] as const;
    });
    return new Map(statuses);
  }
}

/** Joon has commented on Mina's post. Everybody has a phone with their own name. */
export function commented(followers: readonly string[] = [], fields: Fields = {}): World {
  const world = new World();
  world.post('p', 'mina', followers);
  world.documents.set(COMMENT, { authorId: 'joon', authorName: 'Joon', text: 'Hi', ...fields });
  for (const uid of ['mina', 'joon', ...followers]) world.person(uid);
  return world;
}

/** Returns a push to one device of Mina's. */
export function pushTo(deviceId: string, platform: Push['platform'] = 'android'): Push {
  const payload = { notification: { title: 'Title', body: 'Body' } };
  const target = { token: tokenOf(deviceId) };
  return { uid: 'mina', deviceId, reason: 'comment', platform, target, payload };
}

function failOnce(names: string[], name: Call): void {
  const index = names.findIndex((each) => name.startsWith(each));
  if (index < 0) return;
  const [what] = names.splice(index, 1);
  throw new Error(`${what} is broken`);
}
