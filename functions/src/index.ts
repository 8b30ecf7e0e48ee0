import './global-options.ts';

export { deliverFollowers, onCommentCreated, retryDelivery } from './triggers/comments.ts';
export { removePushToken, savePushToken } from './triggers/push-tokens.ts';
