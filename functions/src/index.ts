import './global-options.ts';
import { retryComment } from './triggers/comments.ts';
import { retryQueue } from './triggers/retry.ts';

export { deliverFollowers, onCommentCreated } from './triggers/comments.ts';
export { onNotificationRead } from './triggers/inbox.ts';
export { onUserDeleted, pruneStaleTokens } from './triggers/lifecycle.ts';
export { removePushToken, savePushToken } from './triggers/push-tokens.ts';
export { sendTestPush } from './triggers/test-push.ts';

export const retryDelivery = retryQueue({ comment: retryComment });
