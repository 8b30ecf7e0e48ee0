import { fail } from 'node:assert/strict';
import { deliver } from '../src/delivery/deliver.ts';
import { pageId } from '../src/delivery/page.ts';
import type { DeliveryRecord } from '../src/delivery/record.ts';
import { eventRef } from '../src/events/app-event.ts';
import type { EventDefinition, Fields } from '../src/events/event-definition.ts';
import { Memory, type Running, renamed, type Task, tokenOf } from './memory.ts';

/** Firestore, FCM and Cloud Tasks in memory, and a clock that the test moves. */
export class World extends Memory {
  /** Gives a user one phone for each name. Its token is `token-of-NAME`. */
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

  /** An event's document was created or changed, or its event is delivered again. */
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

  /** The data that the platform's event has, by path and time. A redelivery has the same data. */
  readonly #brought = new Map<string, Fields>();

  /** Runs a task. It is done if it does not throw. */
  async task(process: Running, task: Task): Promise<void> {
    await deliver(task.id, process.ports, task.page && { page: task.page });
    task.done = true;
  }

  dueTasks(): Task[] {
    return [...this.tasks.values()].filter((each) => !each.done && each.at <= this.now);
  }

  /** Runs the tasks that are due, in their order, and returns their number. */
  async runDue(process: Running = this.process()): Promise<number> {
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
  get told(): string[] {
    return this.accepted.map(({ device, type }) => `${device.slice(tokenOf('').length)} ${type}`);
  }
}
