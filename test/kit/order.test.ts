import assert from 'node:assert/strict';
import { addDoc, collection } from 'firebase/firestore';
import { AppUser, closeApps } from '../e2e/app-user.ts';
import { admin } from '../e2e/environment.ts';
import { setFaults } from '../e2e/fcm.ts';
import { until } from '../e2e/until.ts';

/** `order.ts` in a deployment of its own, with nothing but its file, its rules and its line. */
describe('An event that an app has added', function () {
  this.timeout(60_000);
  after(closeApps);
  afterEach(() => setFaults());

  async function sellerAndBuyer() {
    const [seller, buyer] = await Promise.all([
      AppUser.signUp('Mina', { locale: 'ko' }),
      AppUser.signUp('Joon'),
    ]);
    const phone = await seller.device();
    const order = (cups: number) =>
      addDoc(collection(buyer.db, 'orders'), { buyer: buyer.uid, seller: seller.uid, cups });
    return { seller, phone, order };
  }

  it('reaches whom it concerns, after a retry too', async () => {
    const { phone, order } = await sellerAndBuyer();
    await setFaults({ error: 'UNAVAILABLE', device: phone.target, count: 1 });
    const { id } = await order(3);
    const [push] = await phone.receives();
    assert.equal(push?.message.data?.type, 'order');
    assert.equal(push.message.data.orderId, id);
    assert.equal(push.message.notification?.title, '익명 사용자님이 3잔을 주문했습니다');
  });

  it('is told by mail, once, to one whose last device is gone', async () => {
    const { seller, phone, order } = await sellerAndBuyer();
    await phone.uninstall();
    const { id } = await order(1);
    const mail = admin.doc(`mail/${id}-${seller.uid}`);
    const written = await until('the mail is written', async () => {
      const found = await mail.get();
      return found.exists && found;
    });
    assert.deepEqual(written.get('toUids'), [seller.uid]);
    const deliveries = admin.collection('deliveries').where('event.params.orderId', '==', id);
    await until('the delivery is done', async () =>
      (await deliveries.get()).docs.some((each) => each.get('state') === 'done'),
    );
    assert.deepEqual((await mail.get()).updateTime, written.updateTime);
  });
});
