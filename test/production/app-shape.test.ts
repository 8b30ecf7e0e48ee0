import assert from 'node:assert/strict';
import { db, google, start } from './production.ts';
import { accountDeleted, call, documentEvent } from './requests.ts';

/** An app whose users' documents are for all to read, with names and pages of its own. */
const params = {
  USERS_COLLECTION: 'members',
  DEVICES_COLLECTION: 'accounts',
  USER_FIELDS: 'displayName:nick,locale:language,notificationSettings:pushes',
  POST_LINK: '/a/{postId}/read',
  WEB_ORIGIN: 'https://app.example',
  INBOX: 'true',
};

describe('An app of another shape', function () {
  this.timeout(60_000);

  it('has devices, settings and the inbox beside its profiles, and its own names and links', async () => {
    await using saving = await start('savePushToken', { params });
    await using telling = await start('onCommentCreated', { params });
    await using deleting = await start('onUserDeleted', { params });
    await db.doc('members/ana').set({ nick: 'Ana' });
    await db.doc('members/bo').set({ nick: 'Bo' });
    for (const uid of ['ana', 'bo']) {
      await db.doc(`accounts/${uid}`).set({ language: 'ko', pushes: { comments: uid === 'ana' } });
      const device = { token: `token-of-${uid}`, platform: 'web', deviceId: 'browser' };
      assert.equal((await call(saving, device, uid)).status, 200, saving.output);
    }

    // Who wrote it stands in the comment, and no name.
    const fields = { authorId: 'bo', text: 'Hello', createdAt: new Date() };
    const tell = async (postId: string, authorId: string) => {
      await db.doc(`posts/${postId}`).set({ authorId, title: 'A post', createdAt: new Date() });
      const path = `posts/${postId}/comments/c`;
      const comment = { ...fields, authorId: authorId === 'ana' ? 'bo' : 'ana' };
      await db.doc(path).set(comment);
      const { status } = await documentEvent(telling, { path, fields: comment });
      assert.equal(status, 204, telling.output);
    };
    await tell('one', 'ana');
    await tell('two', 'bo');
    const [message, ...others] = google.messages();
    assert.deepEqual(others, [], 'Bo has turned comments off');
    assert.partialDeepStrictEqual(message, {
      token: 'token-of-ana',
      notification: { title: 'Bo님의 새 댓글', body: 'Hello' },
      webpush: { fcm_options: { link: 'https://app.example/a/one/read' } },
    });
    const inbox = db.collection('accounts/ana/notifications');
    assert.equal((await inbox.get()).size, 1);
    assert.deepEqual((await db.doc('members/ana').get()).data(), { nick: 'Ana' });
    assert.deepEqual(await db.doc('members/ana').listCollections(), []);

    assert.equal((await accountDeleted(deleting, 'ana')).status, 204, deleting.output);
    assert.deepEqual((await db.doc('accounts/ana').get()).get('pushTokens'), {});
    assert.equal((await inbox.get()).size, 0);
  });
});
