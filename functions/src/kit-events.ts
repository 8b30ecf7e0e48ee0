/** For an app's own events: `export const onOrderShipped = eventTrigger(orderShipped)`. */
export { comment } from './events/comment.ts';
export * from './events/event-definition.ts';
export { like } from './events/like.ts';
export { newFollower } from './events/new-follower.ts';
export { eventTrigger } from './triggers/deliveries.ts';
