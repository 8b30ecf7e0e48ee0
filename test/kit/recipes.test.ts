import assert from 'node:assert/strict';
import { addDoc, collection, doc, setDoc, updateDoc } from 'firebase/firestore';
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

  const people = async () => {
    const [mina, joon, dana] = await Promise.all([
      AppUser.signUp('Mina', { locale: 'ko' }),
      AppUser.signUp('Joon'),
      AppUser.signUp('Dana'),
    ]);
    const [phone, other] = await Promise.all([mina.device(), dana.device()]);
    return { mina, joon, dana, phone, other };
  };
  const turnOff = ({ db, uid }: AppUser, setting: string) =>
    updateDoc(doc(db, USERS, uid), { notificationSettings: { [setting]: false } });

  it('tells the members of a chat, without a sound who muted it', async () => {
    const { mina, joon, dana, phone, other } = await people();
    const off = await AppUser.signUp('Sora');
    const unheard = await off.device();
    await Promise.all([
      updateDoc(doc(joon.db, USERS, joon.uid), { nickname: 'J.' }),
      turnOff(off, 'chats'),
    ]);
    const chat = `chats/${mina.uid}`;
    const members = [mina, joon, dana, off].map(({ uid }) => uid);
    await setDoc(doc(joon.db, chat), { members, mutedBy: [dana.uid] });
    const message = { from: joon.uid, text: 'Tea at four?' };
    const { id } = await addDoc(collection(joon.db, chat, 'messages'), message);
    const [[loud], [silent]] = await Promise.all([phone.receives(), other.receives()]);
    for (const push of [loud, silent]) {
      assert.deepEqual(push?.message.notification, { title: 'J.', body: message.text });
      assert.equal(push.message.data?.chatId, mina.uid);
    }
    const levels = [loud, silent].map((push) => [
      push?.message.android?.priority,
      push?.message.apns?.payload?.aps['interruption-level'],
      push?.message.data?.type,
    ]);
    assert.deepEqual(levels, [
      ['HIGH', 'active', 'chat'],
      ['NORMAL', 'passive', 'mutedChat'],
    ]);
    await recordOf(id, 'messageId');
    assert.deepEqual(await unheard.received(), []);
  });

  it('tells a buyer that an order is shipped, once', async () => {
    const { mina, phone } = await people();
    const order = admin.collection('orders').doc();
    await order.set({ buyer: mina.uid, seller: 'nobody', cups: 1, status: 'paid' });
    for (const edit of [
      { note: 'Ring twice' },
      { status: 'shipped', carrier: 'Swift Parcels' },
      { note: 'Ring once' },
      { status: 'packed' },
      { status: 'shipped' },
    ]) {
      await order.update(edit);
    }
    const [push] = await phone.receives();
    const title = '주문하신 상품이 발송되었습니다';
    assert.deepEqual(push?.message.notification, { title, body: 'Swift Parcels' });
    assert.equal(push.message.data?.orderId, order.id);
    await recordOf(order.id, 'orderId');
    assert.equal((await phone.received()).length, 1);
    const inbox = await admin.collection(`${USERS}/${mina.uid}/notifications`).get();
    assert.deepEqual(
      inbox.docs.map((entry) => entry.get('title')),
      [title],
    );
  });

  it('reminds of a booking a day before, where it has been moved to', async () => {
    const { mina, phone } = await people();
    const booking = admin.collection('bookings').doc();
    const pushes = async () =>
      (await admin.collection('pushes').where('data.bookingId', '==', booking.id).get()).docs;
    const at = (ms: number) => ({ startsAt: Timestamp.fromMillis(ms), guest: mina.uid });
    const [planned, moved] = [Date.now() + 2 * DAY_MS, Date.now() + DAY_MS + 2_000];
    await booking.set(at(planned));
    await until('the reminder is there', async () => (await pushes()).length === 1);
    assert.deepEqual(await phone.received(), []);
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

  it('tells a segment of a sale, each in their language, and not who wants no such thing', async () => {
    const { mina, joon, dana, phone, other } = await people();
    const unheard = await joon.device();
    await turnOff(joon, 'announcements');
    const segment = mina.uid;
    await Promise.all(
      [mina, joon, dana].map(({ uid }) =>
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
    assert.deepEqual(await unheard.received(), []);
  });
});
