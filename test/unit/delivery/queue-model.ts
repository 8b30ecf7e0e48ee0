/** A comment on a followed post: the time of its creation in seconds, and its pages of followers. */
interface ModelComment {
  readonly at: number;
  readonly pages: number;
}

/** Returns when a page may be sent. All times are milliseconds. */
type PageTime = (page: number, startedAt: number, now: number) => number;

/**
 * Returns when each page of each comment is sent, in seconds after its comment. The first page is
 * sent at once. The others wait in one queue. Each second, it runs a fixed number of tasks, the
 * earliest time first. Each page adds the task of the next one.
 */
export function pagesSent(
  comments: readonly ModelComment[],
  pagesPerSecond: number,
  timeOf: PageTime,
): number[][] {
  const sent: number[][] = comments.map(() => [0]);
  let tasks = comments.flatMap(({ at, pages }, comment) =>
    pages > 1 ? [{ comment, page: 2, due: timeOf(2, at * 1000, at * 1000) }] : [],
  );
  for (let tick = 0; tasks.length > 0; tick += 1) {
    const now = (tick * 1000) / pagesPerSecond;
    const next = tasks.reduce((first, each) => (each.due < first.due ? each : first));
    const { at = 0, pages = 0 } = comments[next.comment] ?? {};
    if (next.due > now) continue;
    sent[next.comment]?.push(now / 1000 - at);
    const page = next.page + 1;
    tasks = tasks.filter((each) => each !== next);
    if (page <= pages) tasks.push({ ...next, page, due: timeOf(page, at * 1000, now) });
  }
  return sent;
}
