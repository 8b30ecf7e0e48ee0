import { fail } from 'node:assert/strict';
import { deliver } from '../src/delivery/deliver.ts';
import { pageId } from '../src/delivery/page.ts';
import type { DeliveryRecord } from '../src/delivery/record.ts';
import { eventRef } from '../src/events/app-event.ts';
import type { EventDefinition, Fields } from '../src/events/event-definition.ts';
import { Memory, type Running, renamed, type Task, tokenOf } from './memory.ts';

/** Firestore, FCM and Cloud Tasks in memory, and a clock that stands until it is moved. */
export class World extends Memory {
  /** Gives somebody a phone for each name. Their token is `token-of-NAME`. */
  person(uid: string, devices: readonly string[] = [uid], settings: object = {}): void {
    const entries = devices.map((each) => [each, { token: tokenOf(each), platform: 'android' }]);
    this.users.set(uid, {
      pushTokens: Object.fromEntries(entries),
      notificationSettings: settings,
    });
  }

  process(): Running {
    const process: Running = {
      ports: this.connect(
        () => process,
        async (_, effect) => effect(),
      ),
    };
    return process;
  }

  /**
   * An event's document has been created, or has become what it is from what it was before, or its event
   * comes again.
   */
  async event(
    process: Running,
    path: string,
    definition: EventDefinition,
    at: number = 1_000_000,
    before?: Fields,
  ): Promise<void> {
    const ids = path.split('/');
    const params = Object.fromEntries(
      definition.document
        .split('/')
        .flatMap((part, i) => (part.startsWith('{') ? [[part.slice(1, -1), ids[i] ?? '']] : [])),
    );
    const { fields, happened } = definition;
    const key = `${path} ${at}`;
    const document = this.documents.get(path);
    const brought = this.#brought.get(key) ?? (document && renamed(document, fields));
    if (brought) this.#brought.set(key, brought);
    const what = happened?.(renamed(before ?? {}, fields), brought ?? {});
    if (happened && what === undefined) return;
    const page = { event: eventRef(definition, params, at, what), page: 1, startedAt: this.now };
    await deliver(pageId(page), process.ports, { page, ...(brought && { brought }) });
  }

  /** What the platform's event holds of a document, by its path and time, however often it comes. */
  readonly #brought = new Map<string, Fields>();

  /** Runs a task, which is done if that works. */
  async task(process: Running, task: Task): Promise<void> {
    await deliver(task.id, process.ports, task.page && { page: task.page });
    task.done = true;
  }

  dueTasks(): Task[] {
    return [...this.tasks.values()].filter((each) => !each.done && each.at <= this.now);
  }

  /** Runs what is due, in its order, and counts it. */
  async runDue(process: Running = this.process()): Promise<number> {
    const due = this.dueTasks();
    for (const each of due) await this.task(process, each);
    return due.length;
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
}
