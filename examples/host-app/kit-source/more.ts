import { eventTrigger } from 'comment-push/events';
import { chat } from './chat.js';
import { order } from './order.js';
import { shipped } from './shipped.js';

export { remindOfBooking } from './reminder.js';

export const onChatMessage = eventTrigger(chat);
export const onOrder = eventTrigger(order);
export const onOrderShipped = eventTrigger(shipped);
