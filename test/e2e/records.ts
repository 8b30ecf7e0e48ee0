import type { DocumentData } from 'firebase-admin/firestore';
import { admin } from './environment.ts';
import { until } from './until.ts';

/** Returns the delivery records of a document, by an ID in its path: one for each page. */
export async function recordsOf(id: string, param: string = 'commentId'): Promise<DocumentData[]> {
  const query = admin.collection('deliveries').where(`event.params.${param}`, '==', id);
  return (await query.get()).docs.map((each) => each.data());
}

/** Waits until the first page's record is finished, or is in this state, and returns it. */
export function recordOf(id: string, param?: string, state?: string): Promise<DocumentData> {
  return until(`the delivery of ${id} is ${state ?? 'over'}`, async () =>
    (await recordsOf(id, param)).find(
      (each) => each.page === 1 && (state ? [state] : ['done', 'skipped']).includes(each.state),
    ),
  );
}
