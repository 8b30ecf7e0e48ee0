import { retryPlan } from '../delivery/compose.ts';
import type { RetryPlan } from '../delivery/plan.ts';
import type { DeliveryRecord } from '../delivery/record.ts';
import type { EventDefinition } from '../events/event-definition.ts';
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
  return deployed.get(about.kind ?? '');
}

/** How the delivery of a record goes on: of an event that is no longer deployed it is withdrawn. */
export function planOfDeployed({ about }: DeliveryRecord): RetryPlan {
  const definition = deployedEvent(about);
  return definition ? retryPlan(definition, notificationPorts()) : { retry: async () => [] };
}
