import { randomUUID } from 'node:crypto';
import type { Database } from './metered-functions.ts';

/**
 * One comment and the users who get a push for it: the post's author, the author of the parent
 * comment, the mentioned users and the followers. Each has one device.
 */
export interface Scenario {
  readonly postId: string;
  readonly mentions?: number;
  readonly followers?: number;
  readonly reply?: boolean;
  readonly text?: string;
}

const WRITER = 'writer';
const PARENT_ID = 'comment-0';
const COMMENT_ID = 'comment-1';
const TEXT = 'The second picture is my favourite.';

export const ownerOf = ({ postId }: Scenario): string => `${postId}-owner`;
export const tokenOf = (uid: string): string => `${uid}-token`;

export function commentOf(
  { postId, mentions = 0, reply = false, text = TEXT }: Scenario,
  authorId = WRITER,
) {
  return {
    authorId,
    authorName: 'Writer',
    text,
    createdAt: new Date(),
    mentions: people(`${postId}-mentioned`, mentions),
    ...(reply && { parentId: PARENT_ID }),
  };
}

/** Returns the event of the comment's creation. Each call returns a different event. */
export function eventOf(scenario: Scenario, commentId = COMMENT_ID, authorId?: string) {
  const comment: Readonly<Record<string, unknown>> = commentOf(scenario, authorId);
  return {
    id: randomUUID(),
    time: new Date().toISOString(),
    params: { postId: scenario.postId, commentId },
    data: { exists: true, data: () => comment, get: (field: string) => comment[field] },
  };
}

/** Writes all documents of a scenario. */
export async function seed(db: Database, scenario: Scenario): Promise<void> {
  const { postId, reply = false } = scenario;
  const comment = commentOf(scenario);
  const owner = ownerOf(scenario);
  const answered = reply ? [`${postId}-answered`] : [];
  const followers = people(`${postId}-follower`, scenario.followers ?? 0);
  const createdAt = new Date();
  const post = db.collection('posts').doc(postId);
  const comments = post.collection('comments');

  const writer = db.bulkWriter({ throttling: false });
  const write = (document: typeof post, data: object) => void writer.set(document, data);
  write(post, { authorId: owner, title: 'Pictures', createdAt });
  write(comments.doc(COMMENT_ID), comment);
  for (const authorId of answered) write(comments.doc(PARENT_ID), { ...comment, authorId });
  for (const uid of followers) write(post.collection('followers').doc(uid), { createdAt });
  for (const uid of [owner, ...answered, ...comment.mentions, ...followers]) {
    const phone = { token: tokenOf(uid), platform: 'android', createdAt };
    write(db.collection('users').doc(uid), { pushTokens: { phone } });
  }
  await writer.close();
}

function people(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}`);
}
