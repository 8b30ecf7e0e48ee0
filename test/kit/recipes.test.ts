import assert from 'node:assert/strict';
import { addDoc, collection, doc, setDoc } from 'firebase/firestore';
import { Timestamp } from 'firebase-admin/firestore';
import { broadcastSale } from '../../examples/host-app/kit-source/broadcast.ts';
import { USERS } from '../e2e/app-data.ts';
import { AppUser, closeApps } from '../e2e/app-user.ts';
import { admin } from '../e2e/environment.ts';
import { recordOf } from '../e2e/records.ts';
import { until } from '../e2e/until.ts';

const DAY_MS = 24 * 60 * 60_000;

/** The code of docs/recipes.md, as it is deployed in the app. */
describe('A recipe', function () {
  this.timeout(60_000);
  after(closeApps);

  /** Mina reads Korean. Sora wants no pushes about chats and sales. */
  async function people() {
    const [mina, joon, sora] = await Promise.all([
      AppUser.signUp('Mina', { locale: 'ko' }),
      AppUser.signUp('Joon', { nickname: 'J.' }),
      AppUser.signUp('Sora', { notificationSettings: { chats: false, announcements: false } }),
    ]);
    const phones = await Promise.all([mina.device(), joon.device(), sora.device()]);
    return { mina, joon, sora, phones };
  }

  it('pushes to the members of a chat, without a sound if they muted it', async () => {
    const { mina, joon, sora, phones } = await people();
    const dana = await AppUser.signUp('Dana');
    const [phone, , unwanted] = phones;
    const silent = await dana.device();
    const members = [mina, joon, sora, dana].map(({ uid }) => uid);
    await setDoc(doc(joon.db, 'chats', mina.uid), { members, mutedBy: [dana.uid] });
    const message = { from: joon.uid, text: 'Tea at four?' };
    const { id } = await addDoc(collection(joon.db, 'chats', mina.uid, 'messages'), message);
    const pushes = await Promise.all([phone.receives(), silent.receives()]);
    assert.deepEqual(
      pushes.map(([push]) => [
        push?.message.notification,
        push?.message.android?.priority,
        push?.message.data?.type,
      ]),
      [
        [{ title: 'J.', body: message.text }, 'HIGH', 'chat'],
        [{ title: 'J.', body: message.text }, 'NORMAL', 'mutedChat'],
      ],
    );
    await recordOf(id, 'messageId');
    assert.deepEqual(await unwanted.received(), []);
  });

  it('pushes once to a buyer when an order is shipped', async () => {
    const { mina, phones } = await people();
    const [phone] = phones;
    const order = admin.collection('orders').doc();
    await order.set({ buyer: mina.uid, seller: 'nobody', cups: 1, status: 'paid' });
    for (const edit of [
      { status: 'shipped', carrier: 'Swift Parcels' },
      { status: 'packed' },
      { status: 'shipped' },
    ]) {
      await order.update(edit);
    }
    const [push] = await phone.receives();
    const title = '주문하신 상품이 발송되었습니다';
    assert.deepEqual(push?.message.notification, { title, body: 'Swift Parcels' });
    await recordOf(order.id, 'orderId');
    assert.equal((await phone.received()).length, 1);
    const inbox = await admin.collection(`${USERS}/${mina.uid}/notifications`).get();
    assert.deepEqual(
      inbox.docs.map((entry) => entry.get('title')),
      [title],
    );
  });

  it('reminds of a booking a day before, also after it was moved', async () => {
    const { mina, phones } = await people();
    const [phone] = phones;
    const booking = admin.collection('bookings').doc();
    const pushes = async () =>
      (await admin.collection('pushes').where('data.bookingId', '==', booking.id).get()).docs;
    const at = (ms: number) => ({ startsAt: Timestamp.fromMillis(ms), guest: mina.uid });
    const [planned, moved] = [Date.now() + 2 * DAY_MS, Date.now() + DAY_MS + 2_000];
    await booking.set(at(planned));
    await until('the reminder is there', async () => (await pushes()).length === 1);
    await booking.set(at(moved));
    const [push] = await phone.receives();
    assert.equal(push?.message.notification?.title, '내일 만나요');
    assert.ok(Date.parse(push.receivedAt) >= moved - DAY_MS, 'not before its time');
    assert.deepEqual(
      (await pushes()).map(({ id }) => id),
      [`${booking.id}-${moved}`],
    );
    await booking.delete();
    await until('the reminder is gone', async () => (await pushes()).length === 0);
  });

  it('pushes a sale to a segment in each user’s language, except to those who want no sales', async () => {
    const { mina, joon, sora, phones } = await people();
    const [phone, other, unwanted] = phones;
    const segment = mina.uid;
    await Promise.all(
      [mina, joon, sora].map(({ uid }) =>
        admin.doc(`segments/${segment}/members/${uid}`).set({ since: 2026 }),
      ),
    );
    const saleId = `sale-${segment}`;
    await broadcastSale(admin, saleId, segment);
    await assert.rejects(broadcastSale(admin, saleId, segment), /ALREADY_EXISTS/);
    const pushes = await Promise.all([phone.receives(), other.receives()]);
    assert.deepEqual(
      pushes.map(([push]) => push?.message.notification?.title),
      ['봄맞이 세일', 'Spring sale'],
    );
    await recordOf(saleId, 'pushId');
    assert.deepEqual(await unwanted.received(), []);
  });
});
