import { eventTrigger } from '../../functions/src/triggers/events.ts';
import { order } from './order.ts';

export * from '../../functions/src/index.ts';

export const onOrder = eventTrigger(order);
