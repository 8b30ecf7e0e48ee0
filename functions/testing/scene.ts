import { fail } from 'node:assert/strict';
import { parseUser } from '../src/audience/user.ts';
import { type AppEvent, readEvent } from '../src/events/app-event.ts';
import { fillPath } from '../src/events/document-id.ts';
import type { EventDefinition } from '../src/events/event-definition.ts';
import type { EventExample } from './example.ts';
import { type Running, tokenOf } from './memory.ts';
import { World } from './world.ts';

/** An example that happens in a world of its own, in which everybody has a phone. */
export class Scene extends World {
  readonly #definition: EventDefinition;
  readonly #example: EventExample;
  readonly #path: string;
  readonly #person: object;

  /** @param person what everybody's user document has beside their phone */
  constructor(definition: EventDefinition, example: EventExample, person: object = {}) {
    super();
    this.#definition = definition;
    this.#example = example;
    this.#path = fillPath(definition.document, example.params);
    this.#person = person;
    this.definitions.set(definition.name, definition);
    this.documents.set(this.#path, example.data);
    for (const [path, fields] of Object.entries(example.documents ?? {})) {
      this.documents.set(path, fields);
    }
  }

  override process(): Running {
    const { ports } = super.process();
    const users = async (uids: readonly string[]) =>
      uids.map((uid) => {
        const pushTokens = { phone: { token: tokenOf(uid), platform: 'android' } };
        return parseUser(uid, { pushTokens, ...this.#person });
      });
    return { ports: { ...ports, users: { ...ports.users, users } } };
  }

  /** It happens, or its event comes again. */
  happens(): Promise<void> {
    const { before } = this.#example;
    return this.event(this.process(), this.#path, this.#definition, undefined, before);
  }

  /** It happens, and all that it puts off does when its time has come. */
  async passes(): Promise<this> {
    await this.happens();
    while (await this.goesOn());
    return this;
  }

  /** The next that is to be done is done at its time, if there is any. */
  async goesOn(): Promise<boolean> {
    const left = [...this.tasks.values()].filter(({ done }) => !done);
    if (left.length === 0) return false;
    this.now = Math.max(this.now, Math.min(...left.map(({ at }) => at)));
    await this.runDue();
    return true;
  }

  /** The event's document is deleted. */
  isDeleted(): void {
    this.documents.delete(this.#path);
  }

  /** The document is edited in a way that is no event. */
  isEdited(): Promise<void> {
    return this.event(this.process(), this.#path, this.#definition, this.now, this.#example.data);
  }

  /** The event as it was read, once it has passed. */
  async read(): Promise<AppEvent> {
    const { event } = this.record();
    const wanted = { brought: undefined, followers: undefined, now: undefined };
    const read = await readEvent(this.#definition, event, this.process().ports.events, wanted);
    return 'notification' in read ? read : fail(`it is read no more: ${JSON.stringify(read)}`);
  }

  /** Why nobody hears of it, in the words of its definition. */
  get skipped(): string | undefined {
    const [first] = this.records.values();
    return first?.record.skipped;
  }
}
