import assert from 'node:assert/strict';
import { FieldValue } from 'firebase-admin/firestore';
import { admin, FCM_ORIGIN } from '../e2e/environment.ts';
import { until } from '../e2e/until.ts';
import { ADDRESS, DemoPage } from './demo-page.ts';
import { PushBrowser } from './push-browser.ts';
import { hearPushes } from './push-stream.ts';
import { screenshot } from './screenshot.ts';

/** Starting Chromium, and functions whose process starts with the first call. Milliseconds. */
const TEST_TIMEOUT_MS = 120_000;

/** What the demo remembers of its people and their post. */
interface World {
  readonly id: string;
  readonly uids: { readonly mina: string; readonly joon: string };
}

const worldOf = async (demo: DemoPage): Promise<World> =>
  JSON.parse(await demo.page.evaluate(() => localStorage.getItem('comment-push-demo.world') ?? ''));

const endpointOf = (demo: DemoPage): Promise<string> =>
  demo.page.evaluate(async () => {
    const [registration] = await navigator.serviceWorker.getRegistrations();
    return (await registration?.pushManager.getSubscription())?.endpoint ?? '';
  });

/** Where FCM sends to this browser, as the server has it. */
async function tokenOf({ id, uids }: World): Promise<string> {
  const user = await admin.doc(`users/${uids.joon}`).get();
  return String(user.get(`pushTokens.joon-laptop-${id}-1.token`));
}

const postOf = ({ id }: World): string => `post-${id}`;

/** Mina writes, as on a device elsewhere. */
async function comment(world: World, text: string): Promise<void> {
  await admin.collection(`posts/${postOf(world)}/comments`).add({
    authorId: world.uids.mina,
    authorName: 'Mina',
    text,
    createdAt: FieldValue.serverTimestamp(),
  });
}

/** Sends to a registration token; answers the status. */
async function send(token: string): Promise<number> {
  const { status } = await fetch(`${FCM_ORIGIN}/v1/projects/demo-comment-push/messages:send`, {
    method: 'POST',
    headers: { authorization: 'Bearer t' },
    body: JSON.stringify({ message: { token } }),
  });
  return status;
}

describe('The demo’s laptop, which is the browser itself', function () {
  this.timeout(TEST_TIMEOUT_MS);

  it('shows comments as notifications of its own, by the Firebase SDK', async () => {
    await using browser = await PushBrowser.launch(ADDRESS);
    const titles = async () => (await browser.shown(ADDRESS)).map(({ title }) => title);
    await using demo = await DemoPage.openIn(browser.context);
    const { page, android, iphone } = demo;
    const laptop = page.locator('#joon-laptop');
    await page.getByRole('button', { name: 'Add Joon’s laptop' }).click();
    await demo.saved('joon', 'joon-laptop').waitFor();
    const world = await worldOf(demo);

    // The page in front: the SDK tells it, and it shows what there is.
    await android.comment('In front');
    await laptop.locator('.push', { hasText: 'In front' }).waitFor();
    if (browser.full) {
      await until('it is shown', async () => (await titles()).includes('New comment from Mina'));
    }
    await iphone.pushes.filter({ hasText: 'In front' }).waitFor();
    await screenshot(page, 'demo-laptop-real');
    await laptop.locator('.push-body').click();
    await laptop.getByText('Opened: Mina, “In front”').waitFor();
    // Read here, it goes from the phone.
    await iphone.pushes.filter({ hasText: 'In front' }).waitFor({ state: 'detached' });
    await until('it is taken away', async () => (await titles()).length === 0);

    // No page at all: the worker shows what comes.
    const token = await tokenOf(world);
    using stream = await hearPushes(await endpointOf(demo));
    await page.goto('about:blank');
    await browser.untilClosed(ADDRESS);
    const push = async (type: string) => {
      let text = await stream.next();
      while (JSON.parse(text).data.type !== type) text = await stream.next();
      await browser.push(page, ADDRESS, text);
    };
    await comment(world, 'While you were away');
    await push('comment');
    const bodies = async () => (await browser.shown(ADDRESS)).map(({ body }) => body);
    await until('it is shown', async () => (await bodies()).includes('While you were away'));
    assert.deepEqual(await titles(), ['New comment from Mina']);

    // Read on another device, it goes from here.
    const entry = admin.doc(`users/${world.uids.joon}/notifications/comment_${postOf(world)}`);
    await entry.update({ read: true, readAt: FieldValue.serverTimestamp() });
    await push('read');
    await until('it is taken away', async () => (await titles()).length === 0);
    await until('the badge is 0', async () => (await browser.badge(ADDRESS)) === 0);

    // A click leads to the page that has been opened meanwhile.
    await comment(world, 'Are you back?');
    await push('comment');
    // Meanwhile the server has removed the laptop: this start brings it back.
    const mine = { [`pushTokens.joon-laptop-${world.id}-1`]: FieldValue.delete() };
    await admin.doc(`users/${world.uids.joon}`).update(mine);
    await page.goto(ADDRESS);
    await demo.saved('joon', 'joon-laptop').waitFor();
    await laptop.getByText('No notifications').waitFor();
    assert.deepEqual(await browser.click(ADDRESS, 'New comment from Mina'), ['focused']);
    await laptop.getByText('Opened: Mina, “Are you back?”').waitFor();
    await screenshot(page, 'demo-laptop-opened');
    assert.match(page.url(), /\/posts\/post-[\w-]+#\w+$/);

    // Logged out, nothing goes there any more.
    assert.equal(await send(token), 200);
    await laptop.getByRole('button', { name: 'Remove' }).click();
    await demo.saved('joon', 'joon-laptop').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Add Joon’s laptop' }).waitFor();
    assert.equal(await send(token), 404);
    assert.deepEqual(browser.asked, [], 'nothing leaves the machine');
  });
});
