/** One comment, and who hears of it: the post's author, whom it mentions, and the followers. */
export interface Scenario {
  readonly postId: string;
  readonly mentions: number;
  readonly followers: number;
}

export interface CostTask extends Scenario {
  readonly subject: 'ours' | 'sample';
}

export const COMMENT_ID = 'comment-1';

export function commentOf({ postId, mentions }: Scenario) {
  return {
    authorId: 'writer',
    authorName: 'Writer',
    text: 'The second picture is my favourite.',
    createdAt: new Date(),
    mentions: Array.from({ length: mentions }, (_, index) => `${postId}-mentioned-${index}`),
  };
}

export const ownerOf = ({ postId }: Scenario): string => `${postId}-owner`;

export function followersOf({ postId, followers }: Scenario): string[] {
  return Array.from({ length: followers }, (_, index) => `${postId}-follower-${index}`);
}
