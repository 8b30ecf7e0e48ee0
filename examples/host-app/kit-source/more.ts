import { eventTrigger } from 'comment-push/events';
import { writeMails } from './mails.js';
import { order } from './order.js';

export const onOrder = eventTrigger({ ...order, onUnreached: writeMails });
