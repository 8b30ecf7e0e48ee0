import '../../functions/src/global-options.ts';
import { composeLike } from '../../functions/examples/likes.ts';
import { composeOwedComment } from '../../functions/src/triggers/comments.ts';
import { retryQueue } from '../../functions/src/triggers/retry.ts';

export { onLikeCreated } from '../../functions/examples/likes.ts';
export * from '../../functions/src/index.ts';

/** In the place of the product's. */
export const retryDelivery = retryQueue({ comment: composeOwedComment, like: composeLike });
