import type { DeliveryPorts } from '../../../functions/src/delivery/deliver.ts';
import { comment } from '../../../functions/src/events/comment.ts';
import type { EventDefinition, Fields } from '../../../functions/src/events/event-definition.ts';
import type { Payload, Push } from '../../../functions/src/fcm/message.ts';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';
import {
  gather,
  type InboxEntry,
  pace,
  statusOf,
} from '../../../functions/src/inbox/inbox-entry.ts';
import type { LogEventName } from '../../../functions/src/log-events.ts';
import { textFor } from '../../../functions/src/texts/locale.ts';
import {
  type Call,
  type Caller,
  type Connection,
  type Running,
  tokenOf,
} from '../../../functions/testing/memory.ts';
import { World as WorldInMemory } from '../../../functions/testing/world.ts';

export {
  type Accepted,
  type Call,
  DOWN,
  LIMITS,
  OK,
  type Task,
  tokenOf,
} from '../../../functions/testing/memory.ts';

const PACING = { alertIntervalMs: 60_000, burst: 2, windowMs: 600_000 };

export const UNREGISTERED: Answer = {
  status: 404,
  body: JSON.stringify({
    error: { status: 'NOT_FOUND', details: [{ errorCode: 'UNREGISTERED' }] },
  }),
};

/**
 * What befalls a call: it may take long, fail or never end before its effect; and what this answers is
 * called after that.
 */
export type Fate = (call: Call) => Promise<() => Promise<void>>;

export interface ProcessOptions extends Connection {
  readonly fate?: Fate;
  readonly inbox?: boolean;
  readonly ports?: Partial<DeliveryPorts>;
}

export interface Process extends Running {
  /** Ends it at once: no call of its has an effect or an answer any more. */
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
  /** The next calls whose name begins so fail before their effect, each once. */
  readonly broken: string[] = [];
  /** The next calls whose name begins so fail after their effect, each once. */
  readonly lost: string[] = [];

  /** A post of somebody's, and who follows it. */
  post(postId: string, authorId: string, followers: readonly string[] = []): void {
    this.documents.set(`posts/${postId}`, { authorId, title: 'Pictures' });
    for (const uid of followers) this.documents.set(`posts/${postId}/followers/${uid}`, {});
  }

  /** A process of its own. */
  override process({ fate, inbox = false, ports, ...connection }: ProcessOptions = {}): Process {
    let alive = true;
    const call: Caller = async (name, effect) => {
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
    const inboxes: Pick<DeliveryPorts, 'inbox'> = inbox
      ? {
          inbox: {
            enter: (event, recipients, at) =>
              call('inbox:', () => {
                const entries = recipients.map(
                  ({ user: { uid }, reason }) =>
                    [uid, this.#enter(event, uid, reason, at)] as const,
                );
                return new Map(entries);
              }),
          },
        }
      : {};
    const process: Process = {
      kill: () => {
        alive = false;
      },
      isAlive: () => alive,
      ports: { ...this.connect(() => process, call, connection), ...inboxes, ...ports },
    };
    return process;
  }

  override event(
    process: Running = this.process(),
    path: string = COMMENT,
    definition: EventDefinition = this.definitions.values().next().value ?? comment,
    at?: number,
  ): Promise<void> {
    return super.event(process, path, definition, at);
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

  /** The lines of the log of one kind. */
  linesOf(name: LogEventName): unknown[] {
    return this.logged.flatMap(({ event, fields }) => (event === name ? [fields] : []));
  }

  #enter: (
    event: Parameters<NonNullable<DeliveryPorts['inbox']>['enter']>[0],
    uid: string,
    reason: string,
    now: number,
  ) => ReturnType<typeof statusOf> = ({ reasons, notification, path }, uid, reason, now) => {
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
    return statusOf(entry, path, 1);
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

function failOnce(list: string[], name: Call): void {
  const index = list.findIndex((each) => name.startsWith(each));
  if (index < 0) return;
  const [what] = list.splice(index, 1);
  throw new Error(`${what} is broken`);
}
