import { deliver } from '../delivery/deliver.ts';
import { hearsAsFollower, type Reason } from './audience.ts';
import { parseComment } from './comment.ts';
import type { CommentPorts, FollowerPage } from './comment-ports.ts';
import { composeFor, composeOwed } from './compose-owed.ts';

/** Followers in one task: about a second of reading and sending, a hundredth of its time-out. */
const PAGE_SIZE = 100;

/** Sends one page of followers, after having seen to it that the next one follows. */
export async function pushFollowers(page: FollowerPage, ports: CommentPorts): Promise<void> {
  const { postId = '', commentId = '' } = page.about;
  const [data, followers] = await Promise.all([
    ports.store.comment(postId, commentId),
    ports.store.followers(postId, page.after, PAGE_SIZE),
  ]);
  const parsed = parseComment({ postId, commentId }, data);
  if ('skip' in parsed) return;
  const after = followers.at(-1);
  if (followers.length === PAGE_SIZE && after !== undefined) {
    await ports.enqueuePage({ ...page, page: page.page + 1, after });
  }

  const named = new Set(page.named);
  const who = new Map<string, Reason>();
  for (const uid of followers) {
    if (hearsAsFollower(uid, parsed.ok, named)) who.set(uid, 'follow');
  }
  const pushes = await composeFor(parsed.ok, who, page.createdAt, ports, page.postTitle);
  if (pushes.length === 0) return;
  const about = { ...page.about, page: String(page.page) };
  const id = `${page.id}-${page.page}`;
  const plan = { first: async () => pushes, retry: composeOwed(ports) };
  await deliver({ id, about, createdAt: page.createdAt }, plan, ports);
}
