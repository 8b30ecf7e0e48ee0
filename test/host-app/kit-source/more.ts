import { eventTrigger } from 'comment-push/events';
import { order } from './order.js';

export const onOrder = eventTrigger(order);
