import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { FCM_ORIGIN } from '../e2e/environment.ts';
import { until } from '../e2e/until.ts';
import { PushBrowser } from './push-browser.ts';
import type { SdkPage } from './sdk-page.ts';

/** Time to unpack and start Chromium on a busy machine, in milliseconds. */
const START_MS = 60_000;
const PAGE = '<!doctype html><title>App</title><script type="module" src="/page.js"></script>';
/** The demo's build has created it. */
const WORKER = join(import.meta.dirname, '../../examples/demo/dist/firebase-messaging-sw.js');

declare const app: SdkPage;

/** Serves what a developer serves: a page, its script, and the worker that the SDK looks for. */
async function serveApp(): Promise<Server> {
  const entryPoints = [join(import.meta.dirname, 'sdk-page.ts')];
  const { outputFiles } = await build({ entryPoints, bundle: true, format: 'esm', write: false });
  const scripts: Record<string, string | undefined> = {
    '/page.js': outputFiles[0]?.text,
    '/firebase-messaging-sw.js': await readFile(WORKER, 'utf8'),
  };
  const server = createServer(({ url = '/' }, response) => {
    const script = scripts[url];
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(script ?? PAGE);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Sends a message by FCM's API, and returns the status of the answer. */
async function send(message: object): Promise<number> {
  const { status } = await fetch(`${FCM_ORIGIN}/v1/projects/demo-comment-push/messages:send`, {
    method: 'POST',
    headers: { authorization: 'Bearer t' },
    body: JSON.stringify({ message }),
  });
  return status;
}

describe('The Firebase JS SDK in Chromium, connected to the FCM emulator', function () {
  this.timeout(START_MS);
  let browser: PushBrowser;
  let server: Server;
  let origin: string;
  let page: Page;

  before(async () => {
    server = await serveApp();
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await PushBrowser.launch();
    await browser.allow(origin);
    page = await browser.context.newPage();
    await page.goto(origin);
    await page.waitForFunction(() => 'app' in globalThis);
  });
  after(async () => {
    await browser[Symbol.asyncDispose]();
    server.close();
    server.closeAllConnections();
    assert.deepEqual(browser.asked, [], 'nothing leaves the machine');
  });

  it('ends a registration: by deleteToken, by unregister, and by the other kind', async () => {
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

  it('gives a push by fid to the page in front; without a page, it shows a notification', async () => {
    const fid = await page.evaluate(() => app.register());
    const message = {
      fid,
      notification: { title: 'Title', body: 'Body' },
      data: { type: 'comment', postId: 'post-1', commentId: '1' },
      webpush: { notification: { tag: '1' }, fcm_options: { link: 'https://app.example/1' } },
    };
    assert.equal(await send(message), 200);
    await page.waitForFunction(() => app.messages.some((each) => 'notification' in each));
    const got = await page.evaluate(() => app.messages.find((each) => 'notification' in each));
    assert.partialDeepStrictEqual(got, {
      from: '1234567890',
      notification: { title: 'Title', body: 'Body' },
      data: message.data,
      fcmOptions: { link: 'https://app.example/1' },
    });
    assert.deepEqual(await browser.shown(origin), []);

    const bring = await browser.closeApp(page, origin);
    await send(message);
    await bring('comment');
    const shown = async () => (await browser.shown(origin)).length > 0;
    await until('a notification is shown', shown);
    assert.deepEqual(await browser.shown(origin), [['Title', 'Body', '1']]);
  });
});
