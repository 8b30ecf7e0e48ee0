import { fail } from 'node:assert/strict';
import { parseUser } from '../src/audience/user.ts';
import type { DeliveryPorts } from '../src/delivery/deliver.ts';
import { type AppEvent, readEvent } from '../src/events/app-event.ts';
import { fillPath } from '../src/events/document-id.ts';
import type { EventDefinition } from '../src/events/event-definition.ts';
import type { EventExample } from './example.ts';
import { tokenOf, World } from './world.ts';

/** An example in its own world, in which every user has a phone. */
export class Scene extends World {
  readonly #definition: EventDefinition;
  readonly #example: EventExample;
  readonly #path: string;
  readonly #person: object;

  /** @param person more fields of every user's document */
  constructor(definition: EventDefinition, example: EventExample, person: object = {}) {
    super();
    this.#definition = definition;
    this.#example = example;
    this.#path = fillPath(definition.document, example.params);
    this.#person = person;
    this.definitions.set(definition.name, definition);
    const documents = { [this.#path]: example.data, ...example.documents };
    for (const [path, fields] of Object.entries(documents)) this.documents.set(path, fields);
  }

  override process(): DeliveryPorts {
    const ports = super.process();
    const users = async (uids: readonly string[]) =>
      uids.map((uid) => {
        const pushTokens = { phone: { token: tokenOf(uid), platform: 'android' } };
        return parseUser(uid, { pushTokens, ...this.#person });
      });
    return { ...ports, users: { ...ports.users, users } };
  }

  /** The event happens, or is delivered again. */
  trigger(): Promise<void> {
    const { before } = this.#example;
    return this.event(this.process(), this.#path, this.#definition, undefined, before);
  }

  /** The event happens, and all of its tasks run, each at its time. */
  async runAll(): Promise<this> {
    await this.trigger();
    const tasksLeft = () => [...this.tasks.values()].filter(({ done }) => !done);
    for (let left = tasksLeft(); left.length > 0; left = tasksLeft()) {
      this.now = Math.max(this.now, Math.min(...left.map(({ at }) => at)));
      await this.runDue();
    }
    return this;
  }

  /** Edits the document without an event. */
  editDocument(): Promise<void> {
    return this.event(this.process(), this.#path, this.#definition, this.now, this.#example.data);
  }

  /** Returns the event after it has happened. */
  async read(): Promise<AppEvent> {
    const wanted = { brought: undefined, followers: undefined, now: undefined };
    const { events } = this.process();
    const read = await readEvent(this.#definition, this.record().event, events, wanted);
    return 'notification' in read
      ? read
      : fail(`the event cannot be read: ${JSON.stringify(read)}`);
  }

  /** Returns why nobody gets a push. */
  get skipped(): string | undefined {
    const [first] = this.records.values();
    return first?.record.skipped;
  }
}
