import type { Comment } from './comment.ts';
import type { Settings } from './settings.ts';

/** Why somebody hears of a comment, the strongest reason first. */
export type Reason = 'reply' | 'mention' | 'comment' | 'follow';

const SETTING_OF = {
  reply: 'replies',
  mention: 'mentions',
  comment: 'comments',
  follow: 'follows',
} as const satisfies Record<Reason, keyof Settings>;

export function isReason(value: string): value is Reason {
  return Object.hasOwn(SETTING_OF, value);
}

/**
 * Everybody whom the comment concerns by name, each with the strongest reason, and never its own
 * author: whom it answers, whom it mentions, whose post it stands under. The post's followers,
 * who may be too many to list, are asked one by one: `hearsAsFollower`.
 *
 * The reason is settled before the settings are asked (`wants`): somebody who turned replies off
 * does not hear of a reply as a comment on their own post instead.
 */
export function whoHears(
  comment: Comment,
  { postAuthorId, parentAuthorId }: { postAuthorId: string; parentAuthorId?: string },
): Map<string, Reason> {
  const heard = new Map<string, Reason>();
  const add = (uid: string, reason: Reason) => {
    if (uid !== comment.authorId && !heard.has(uid)) heard.set(uid, reason);
  };
  if (parentAuthorId !== undefined) add(parentAuthorId, 'reply');
  for (const uid of comment.mentions) add(uid, 'mention');
  add(postAuthorId, 'comment');
  return heard;
}

/** Whether a follower of the post hears of the comment as one, beside those of `whoHears`. */
export function hearsAsFollower(
  uid: string,
  comment: Comment,
  named: { has(uid: string): boolean },
): boolean {
  return uid !== comment.authorId && !named.has(uid);
}

/**
 * Whether somebody with these settings wants to hear, for this reason, of what the author did
 * under the post.
 */
export function wants(
  settings: Settings,
  { postId, authorId }: Pick<Comment, 'postId' | 'authorId'>,
  reason: Reason,
): boolean {
  return (
    settings[SETTING_OF[reason]] &&
    !settings.muted.postIds.has(postId) &&
    !settings.muted.uids.has(authorId)
  );
}
