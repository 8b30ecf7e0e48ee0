/** Comments on followed posts: when, s, and how many pages of followers each has. */
export interface ModelComment {
  readonly at: number;
  readonly pages: number;
}

/** When a page may be sent, ms: as the functions have it. */
export type PageTime = (page: number, startedAt: number, now: number) => number;

/**
 * When each page of each comment is sent, s after its comment. The first one is with the comment. The
 * others come through the followers' queue: it hands out the task with the earliest time, so many a
 * second, and a page enqueues the next one as it begins.
 */
export function pagesSent(
  comments: readonly ModelComment[],
  pagesPerSecond: number,
  timeOf: PageTime,
): number[][] {
  const waiting: { comment: number; page: number; due: number }[] = [];
  const sent: number[][] = comments.map(() => [0]);
  const coming = comments.map(({ at }, comment) => ({ comment, at })).sort((a, b) => a.at - b.at);
  for (let tick = 0; coming.length + waiting.length > 0; tick += 1) {
    const now = (tick * 1000) / pagesPerSecond;
    while (coming[0] && coming[0].at * 1000 <= now) {
      const { comment = 0, at = 0 } = coming.shift() ?? {};
      const isAll = (comments[comment]?.pages ?? 0) < 2;
      if (!isAll) waiting.push({ comment, page: 2, due: timeOf(2, at * 1000, now) });
    }
    const next = waiting.reduce((first, each) => (each.due < first.due ? each : first), {
      comment: -1,
      page: 0,
      due: Number.POSITIVE_INFINITY,
    });
    const comment = comments[next.comment];
    if (comment === undefined || next.due > now) continue;
    waiting.splice(waiting.indexOf(next), 1);
    sent[next.comment]?.push(now / 1000 - comment.at);
    const page = next.page + 1;
    if (page > comment.pages) continue;
    waiting.push({ comment: next.comment, page, due: timeOf(page, comment.at * 1000, now) });
  }
  return sent;
}
