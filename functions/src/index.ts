import { comment } from './events/comment.ts';
import { like } from './events/like.ts';
import { newFollower } from './events/new-follower.ts';
import { push } from './events/push.ts';
import { eventTrigger } from './triggers/deliveries.ts';

// One line for each event. If you do not want an event, delete its line.
export const onCommentCreated = eventTrigger(comment);
export const onLikeCreated = eventTrigger(like);
export const onNewFollower = eventTrigger(newFollower);
export const onPushCreated = eventTrigger(push);

export { removePushToken, savePushToken, sendTestPush } from './triggers/callables.ts';
export { deliverFollowers, retryDelivery } from './triggers/deliveries.ts';
export { onNotificationRead } from './triggers/inbox.ts';
export { onUserDeleted, pruneStaleTokens } from './triggers/lifecycle.ts';
