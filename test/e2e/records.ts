import type { DocumentData } from 'firebase-admin/firestore';
import { admin } from './environment.ts';
import { until } from './until.ts';

/** The delivery records of a comment: its own and one for each page of followers. */
export async function recordsOf(commentId: string): Promise<DocumentData[]> {
  const query = admin.collection('deliveries').where('about.commentId', '==', commentId);
  return (await query.get()).docs.map((each) => each.data());
}

/** The delivery record of a comment, once nothing more happens to it. */
export async function recordOf(commentId: string): Promise<DocumentData> {
  return until(`the delivery of ${commentId} is done`, async () => {
    const own = (await recordsOf(commentId)).find((each) => each.about.page === undefined);
    return own?.state === 'done' && own;
  });
}
