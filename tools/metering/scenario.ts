import { randomUUID } from 'node:crypto';

/**
 * One comment, and who hears of it: the post's author, the author of the comment that it answers,
 * whom it mentions, and the followers.
 */
export interface Scenario {
  readonly postId: string;
  readonly mentions?: number;
  readonly followers?: number;
  readonly reply?: boolean;
  readonly text?: string;
}

/** Whose charges are counted. */
export type Subject = 'sample' | 'comment-push' | 'comment-push with INBOX';

/** The params that it is counted with. */
export const paramsOf = (subject: Subject) => ({
  INBOX: String(subject === 'comment-push with INBOX'),
});

const WRITER = 'writer';
export const PARENT_ID = 'comment-0';
export const COMMENT_ID = 'comment-1';

const TEXT = 'The second picture is my favourite.';

export function commentOf(
  { postId, mentions = 0, reply = false, text = TEXT }: Scenario,
  authorId = WRITER,
) {
  return {
    authorId,
    authorName: 'Writer',
    text,
    createdAt: new Date(),
    mentions: Array.from({ length: mentions }, (_, index) => `${postId}-mentioned-${index}`),
    ...(reply && { parentId: PARENT_ID }),
  };
}

export const ownerOf = ({ postId }: Scenario): string => `${postId}-owner`;
export const answeredBy = ({ postId }: Scenario): string => `${postId}-answered`;
export const tokenOf = (uid: string): string => `${uid}-token`;

/** In the order of their IDs. */
export function followersOf({ postId, followers = 0 }: Scenario): string[] {
  return Array.from(
    { length: followers },
    (_, index) => `${postId}-follower-${String(index).padStart(6, '0')}`,
  );
}

/** What a function is called with when the comment is created: another event each time. */
export function eventOf(scenario: Scenario, commentId: string = COMMENT_ID, authorId?: string) {
  const { postId } = scenario;
  const comment: Readonly<Record<string, unknown>> = commentOf(scenario, authorId);
  return {
    id: randomUUID(),
    time: new Date().toISOString(),
    params: { postId, commentId },
    data: { exists: true, data: () => comment, get: (field: string) => comment[field] },
  };
}
