import './global-options.ts';

export { deliverFollowers, onCommentCreated, retryDelivery } from './triggers/comments.ts';
export { onNotificationRead } from './triggers/inbox.ts';
export { onUserDeleted, pruneStaleTokens } from './triggers/lifecycle.ts';
export { removePushToken, savePushToken } from './triggers/push-tokens.ts';
export { sendTestPush } from './triggers/test-push.ts';
