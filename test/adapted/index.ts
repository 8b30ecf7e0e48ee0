// First, since the options of all functions are set there.
export * from '../../functions/src/index.ts';

import { eventTrigger } from '../../functions/src/triggers/events.ts';
import { writeMails } from './mails.ts';
import { order } from './order.ts';

export const onOrder = eventTrigger({ ...order, onUnreached: writeMails });
