import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'playwright-core';
import { FCM_ORIGIN } from '../e2e/environment.ts';
import { until } from '../e2e/until.ts';
import { PushBrowser } from './push-browser.ts';
import type { SdkApp } from './sdk-app/page.ts';
import { buildSdkApp, serveSdkApp } from './sdk-app/server.ts';

/** Unpacking and starting Chromium on a busy machine. Milliseconds. */
const START_MS = 60_000;

declare const app: SdkApp;

/** Sends a message by FCM's API; answers the status. */
async function send(message: object): Promise<number> {
  const { status } = await fetch(`${FCM_ORIGIN}/v1/projects/demo-comment-push/messages:send`, {
    method: 'POST',
    headers: { authorization: 'Bearer t' },
    body: JSON.stringify({ message }),
  });
  return status;
}

const comment = (commentId: string) => ({
  notification: { title: `Title ${commentId}`, body: 'Body' },
  data: { type: 'comment', postId: 'post-1', commentId },
  webpush: { notification: { tag: commentId } },
});

describe('The Firebase JS SDK in Chromium, led to the FCM emulator', function () {
  this.timeout(START_MS);
  let scripts: Readonly<Record<string, string>>;
  let browser: PushBrowser;
  let served: Awaited<ReturnType<typeof serveSdkApp>>;
  let page: Page;

  before(async () => {
    scripts = await buildSdkApp();
    browser = await PushBrowser.launch();
  });
  after(async () => {
    await browser[Symbol.asyncDispose]();
    assert.deepEqual(browser.asked, [], 'nothing leaves the machine');
  });
  beforeEach(async () => {
    served = await serveSdkApp(scripts);
    await browser.allow(served.origin);
    page = await browser.context.newPage();
    await page.goto(served.origin);
    await page.waitForFunction(() => 'app' in globalThis);
  });
  afterEach(async () => {
    await page.close();
    served[Symbol.dispose]();
  });

  const titles = async () => (await browser.shown(served.origin)).map(([title]) => title);

  /** A browser shows and takes away in its time. */
  const untilShown = (...expected: string[]) =>
    until(`there is ${expected.join(' and ') || 'none'}`, async () =>
      isDeepStrictEqual(await titles(), expected),
    );

  it('shows a notification to a fid while no page is open', async () => {
    const fid = await page.evaluate(() => app.register());
    const bring = await browser.closeApp(page, served.origin);
    assert.equal(await send({ fid, ...comment('1') }), 200);
    await bring();
    await untilShown('Title 1');
    assert.deepEqual(await browser.shown(served.origin), [['Title 1', 'Body', '1']]);
  });

  it('opens the post that a click asks for, in a window of its own', async () => {
    const token = await page.evaluate(() => app.getToken());
    const bring = await browser.closeApp(page, served.origin);
    await send({ token, ...comment('1') });
    await bring();
    await untilShown('Title 1');
    assert.deepEqual(await browser.click(served.origin, 'Title 1'), ['opened /posts/post-1#1']);
    await untilShown();
  });

  it('tells the page in front, and shows nothing', async () => {
    const fid = await page.evaluate(() => app.register());
    const link = 'https://app.example/posts/1';
    await send({ fid, ...comment('1'), webpush: { fcm_options: { link } } });
    await page.waitForFunction(() => app.messages.length > 0);
    const [message] = await page.evaluate(() => app.messages);
    assert.partialDeepStrictEqual(message, {
      from: '1234567890',
      notification: { title: 'Title 1', body: 'Body' },
      data: { type: 'comment', postId: 'post-1', commentId: '1' },
      fcmOptions: { link },
    });
    assert.deepEqual(await titles(), []);
  });

  it('ends what was registered: deleteToken, unregister, and one by the other', async () => {
    const token = await page.evaluate(() => app.getToken());
    assert.equal(await send({ token }), 200);
    await page.evaluate(() => app.deleteToken());
    assert.equal(await send({ token }), 404);

    const second = await page.evaluate(() => app.getToken());
    const fid = await page.evaluate(() => app.register());
    assert.equal(await send({ token: second }), 404);
    assert.equal(await send({ fid }), 200);
    await page.evaluate(() => app.unregister());
    assert.equal(await send({ fid }), 404);
  });
});
