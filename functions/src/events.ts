/**
 * For events of an app's own, in its wrapper of the function kit:
 * `export const onOrderShipped = eventTrigger(orderShipped)`.
 */
export { comment } from './events/comment.ts';
export * from './events/event-definition.ts';
export { like } from './events/like.ts';
export { newFollower } from './events/new-follower.ts';
export { eventTrigger } from './triggers/events.ts';
