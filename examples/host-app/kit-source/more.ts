import { eventTrigger } from 'comment-push/events';
import { chat } from './chat.js';
import { writeMails } from './mails.js';
import { order } from './order.js';
import { shipped } from './shipped.js';

export { remindOfBooking } from './reminder.js';

export const onChatMessage = eventTrigger(chat);
export const onOrder = eventTrigger({ ...order, onUnreached: writeMails });
export const onOrderShipped = eventTrigger(shipped);
