import assert from 'node:assert/strict';
import { addDoc, collection, doc, setDoc, updateDoc } from 'firebase/firestore';
import { USERS } from '../e2e/app-data.ts';
import { AppUser, closeApps } from '../e2e/app-user.ts';
import { admin } from '../e2e/environment.ts';
import { until } from '../e2e/until.ts';

/** `chat.ts` of the app: nothing of it is like a comment. */
describe('A message in a chat of the app', function () {
  this.timeout(60_000);
  after(closeApps);

  it('reaches who is in the chat, under the writer’s nickname, and not who turned chats off', async () => {
    const [mina, joon, dana] = await Promise.all(
      ['Mina', 'Joon', 'Dana'].map((name) => AppUser.signUp(name)),
    );
    assert.ok(mina && joon && dana);
    const [phone, quiet] = await Promise.all([mina.device(), dana.device()]);
    await updateDoc(doc(joon.db, USERS, joon.uid), { nickname: 'J.' });
    await updateDoc(doc(dana.db, USERS, dana.uid), { notificationSettings: { chats: false } });
    const chat = `chats/${mina.uid}`;
    await setDoc(doc(joon.db, chat), { members: [mina.uid, joon.uid, dana.uid] });
    const { id } = await addDoc(collection(joon.db, chat, 'messages'), {
      from: joon.uid,
      text: 'Tea at four?',
    });
    const [push] = await phone.receives();
    assert.deepEqual(push?.message.notification, { title: 'J.', body: 'Tea at four?' });
    assert.equal(push.message.data?.type, 'chat');
    assert.equal(push.message.data.chatId, mina.uid);
    const records = admin.collection('deliveries').where('event.params.messageId', '==', id);
    await until('the delivery is done', async () =>
      (await records.get()).docs.some((each) => each.get('state') === 'done'),
    );
    assert.deepEqual(await quiet.received(), []);
  });
});
