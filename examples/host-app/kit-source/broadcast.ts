import type { Firestore } from 'firebase-admin/firestore';

/** Sends a sale to all members of a segment, `segments/{segment}/members/{uid}`, once for each ID. */
export async function broadcastSale(db: Firestore, saleId: string, segment: string): Promise<void> {
  await db.doc(`pushes/${saleId}`).create({
    to: { collection: `segments/${segment}/members` },
    title: { en: 'Spring sale', ko: '봄맞이 세일' },
    body: { en: 'All teapots are 20% off until Sunday.', ko: '일요일까지 모든 찻주전자 20% 할인' },
    type: 'sale',
    link: `/sales/${saleId}`,
    inQuietHours: 'later',
  });
}
