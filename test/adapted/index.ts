import '../../functions/src/global-options.ts';
import { retryLike } from '../../functions/examples/likes.ts';
import { retryComment } from '../../functions/src/triggers/comments.ts';
import { retryQueue } from '../../functions/src/triggers/retry.ts';

export { onLikeCreated } from '../../functions/examples/likes.ts';
export * from '../../functions/src/index.ts';

/** In the place of the product's. */
export const retryDelivery = retryQueue({ comment: retryComment, like: retryLike });
