import assert from 'node:assert/strict';
import { FieldValue } from 'firebase-admin/firestore';
import { admin } from '../e2e/environment.ts';
import { until } from '../e2e/until.ts';
import { ADDRESS, DemoPage } from './demo-page.ts';
import { PushBrowser } from './push-browser.ts';

/** Time for Chromium, and for functions whose process starts with the first call, in milliseconds. */
const TEST_TIMEOUT_MS = 120_000;

describe('The demo’s laptop, which is the browser itself', function () {
  this.timeout(TEST_TIMEOUT_MS);

  it('shows comments as real notifications, by the Firebase SDK', async () => {
    await using browser = await PushBrowser.launch();
    await browser.allow(ADDRESS);
    await using demo = await DemoPage.openIn(browser.context);
    const { page, android, iphone } = demo;
    await page.getByRole('button', { name: 'Add Joon’s laptop' }).click();
    const remove = page.getByRole('button', { name: 'Remove the laptop' });
    await remove.waitFor();
    await demo.saved('joon', 'laptop').waitFor();
    const world = await page.evaluate(() => localStorage.getItem('comment-push-demo.world'));
    const shown = (text: string) =>
      until(`“${text}” is shown`, async () =>
        (await browser.shown(ADDRESS)).some(
          ([title, body]) => title === 'New comment from Mina' && body === text,
        ),
      );
    const nothingShown = () =>
      until('no notification is shown', async () => (await browser.shown(ADDRESS)).length === 0);
    /** Mina writes, as on another device. */
    const comment = (text: string) =>
      admin.collection(`posts/post-${world}/comments`).add({
        authorId: `mina-${world}`,
        authorName: 'Mina',
        text,
        createdAt: FieldValue.serverTimestamp(),
      });

    // The page is in front: the SDK gives it the push, and the page shows the notification.
    const displayed = await browser.watchNotification(page);
    await android.comment('In front');
    await iphone.pushes.filter({ hasText: 'In front' }).waitFor();
    if (browser.full) {
      await displayed();
      await shown('In front');
      await browser.click(ADDRESS, 'New comment from Mina');
      await page.getByText('Opened: Mina, “In front”').waitFor();
      await nothingShown();
    }

    // No page is open: the worker shows pushes, and a click opens the post in a new window.
    const bring = await browser.closeApp(page, ADDRESS);
    const { id } = await comment('While you were away');
    await bring('comment');
    await shown('While you were away');
    assert.deepEqual(await browser.click(ADDRESS, 'New comment from Mina'), [
      `opened /posts/post-${world}#${id}`,
    ]);
    await nothingShown();

    // After it was read on another device, it is removed here.
    await comment('Still away?');
    await bring('comment');
    await shown('Still away?');
    const entry = admin.doc(`users/joon-${world}/notifications/comment_post-${world}`);
    await entry.update({ read: true, readAt: FieldValue.serverTimestamp() });
    await bring('read');
    await nothingShown();
    await until('the badge is 0', async () => (await browser.badge(ADDRESS)) === 0);

    // A click leads to the page that was opened meanwhile.
    await comment('Are you back?');
    await bring('comment');
    // Meanwhile the server has removed the laptop. This start saves it again.
    const mine = { [`pushTokens.laptop-${world}`]: FieldValue.delete() };
    await admin.doc(`users/joon-${world}`).update(mine);
    await page.goto(ADDRESS);
    await remove.waitFor();
    assert.deepEqual(await browser.click(ADDRESS, 'New comment from Mina'), ['focused']);
    await page.getByText('Opened: Mina, “Are you back?”').waitFor();
    assert.match(page.url(), /\/posts\/post-[\w-]+#\w+$/);

    // After its removal, it gets no pushes.
    await remove.click();
    await demo.saved('joon', 'laptop').waitFor({ state: 'detached' });
    assert.deepEqual(browser.asked, [], 'nothing leaves the machine');
  });
});
