import type { Compose } from '../delivery/deliver.ts';
import { composePending } from '../notifications/compose.ts';
import type { EventDefinition } from '../notifications/event-definition.ts';
import { notificationPorts } from './notification-ports.ts';

/** By their names: what retries and followers' pages look up. */
const deployed = new Map<string, EventDefinition>();

export function addDeployed(definition: EventDefinition): void {
  deployed.set(definition.name, definition);
}

/** The event that a record or a page is about, unless it is no longer deployed. */
export function deployedEvent(
  about: Readonly<Record<string, string>>,
): EventDefinition | undefined {
  return deployed.get(about.event ?? '');
}

/** What is pending for an event that is no longer deployed is withdrawn. */
export const composeDeployed: Compose = async (record) => {
  const definition = deployedEvent(record.about);
  return definition ? composePending(definition, notificationPorts())(record) : [];
};
