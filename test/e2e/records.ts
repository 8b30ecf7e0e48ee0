import type { DocumentData } from 'firebase-admin/firestore';
import { admin } from './environment.ts';
import { until } from './until.ts';

/** The delivery records of a comment: one for each page of its audience. */
export async function recordsOf(commentId: string): Promise<DocumentData[]> {
  const query = admin.collection('deliveries').where('event.params.commentId', '==', commentId);
  return (await query.get()).docs.map((each) => each.data());
}

/** Whether nothing more happens to a delivery. */
export const isOver = ({ state }: DocumentData): boolean => state === 'done' || state === 'skipped';

/** The record of a comment's first page, once nothing more happens to it. */
export async function recordOf(commentId: string): Promise<DocumentData> {
  return until(`the delivery of ${commentId} is done`, async () => {
    const first = (await recordsOf(commentId)).find(({ page }) => page === 1);
    return first && isOver(first) && first;
  });
}
