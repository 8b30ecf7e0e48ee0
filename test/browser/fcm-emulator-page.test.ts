import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { RunningEmulator } from '../../packages/fcm-emulator/test/running-emulator.ts';
import { WebApp } from '../../packages/fcm-emulator/test/web-app.ts';
import { launchChromium } from './chromium.ts';
import { buildEmulatorPage, EmulatorVisit } from './fcm-emulator-visit.ts';
import { inspect, NARROW, WIDE } from './inspect.ts';

/** Unpacking and starting Chromium, and building the page, on a busy machine. Milliseconds. */
const LIMIT_MS = 180_000;

describe('The FCM emulator’s page', function () {
  this.timeout(LIMIT_MS);
  let browser: Browser;
  before(async () => {
    await buildEmulatorPage();
    browser = await launchChromium();
  });
  after(() => browser.close());

  const open = async (locale = 'en-US') =>
    EmulatorVisit.open(
      await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce', locale }),
    );

  it('shows a message as a notification and as JSON', async () => {
    await using visit = await open();
    const { page } = visit;
    const token = await visit.newDevice({ platform: 'ios', label: 'Mina’s iPhone' });
    const card = page.getByRole('article');
    await visit.send({ token, notification: { title: 'New comment', body: 'Well done' } });
    await card.locator('.notification.ios').getByText('Well done').waitFor();
    assert.match((await card.textContent()) ?? '', /Mina’s iPhone.*Accepted/);
    const look = page.getByRole('group', { name: 'Show as' });
    await look.getByRole('radio', { name: 'Android' }).check();
    await card.locator('.notification.android').getByText('Well done').waitFor();

    const json = card.locator('.json pre');
    assert.equal(await json.isVisible(), false);
    await card.getByText('JSON', { exact: true }).click();
    assert.equal(await json.isVisible(), true);
    const sent = { token, notification: { title: 'New comment', body: 'Well done' } };
    assert.deepEqual(JSON.parse((await json.textContent()) ?? ''), sent);
  });

  it('says what came of a message to a browser', async () => {
    await using visit = await open();
    const app = new WebApp(visit.emulator);
    await app.install();
    const token = await app.getToken(await app.subscribe());
    await visit.send({ token, notification: { title: 'New comment' } });
    await visit.page.getByText(/^Web Push The push service at .* answered 201\.$/).waitFor();
  });

  it('finds messages by what they say, and by device', async () => {
    await using visit = await open();
    const { page } = visit;
    const mina = await visit.newDevice({ label: 'Mina' });
    await visit.send({ token: mina, notification: { title: 'Apples' } });
    const data = { color: 'green' };
    await visit.send({ topic: 'fruit', notification: { title: 'Pears' }, data });
    const shows = async (count: string, titles: readonly string[]) => {
      await page.locator('.tools .count').getByText(count, { exact: true }).waitFor();
      assert.deepEqual(await page.locator('.notification .title').allTextContents(), titles);
    };
    await shows('2', ['Pears', 'Apples']);
    const search = page.getByRole('searchbox', { name: 'Search messages' });
    await search.fill('GREEN');
    await shows('1 of 2', ['Pears']);
    await search.fill('plums');
    await page.getByText('No message fits.').waitFor();
    await search.fill('');
    await page.getByRole('button', { name: /^Mina/ }).click();
    await shows('1 of 2', ['Apples']);
  });

  it('switches faults on and off, by keyboard too, whoever set them', async () => {
    await using visit = await open();
    const { page } = visit;
    const unavailable = page.getByRole('switch', { name: 'Service unavailable' });
    await unavailable.focus();
    await page.keyboard.press('Space');
    await unavailable.getByText('0 hits').waitFor();
    assert.equal(await visit.send({ token: 't' }), 503);
    await unavailable.getByText('1 hit').waitFor();
    await page.getByText('503 UNAVAILABLE').waitFor();
    await unavailable.click();
    await unavailable.and(page.locator('[aria-checked="false"]')).waitFor();
    assert.equal(await visit.send({ token: 't' }), 200);

    await visit.emulator.control('PUT', 'faults', { faults: [{ status: 502 }] });
    assert.equal(await visit.send({ token: 't' }), 502);
    const fault = page.getByRole('switch', { name: 'Set by the API' });
    await fault.click();
    await fault.waitFor({ state: 'detached' });
    assert.equal(await visit.send({ token: 't' }), 200);
  });

  it('creates a device, sends to it and uninstalls it', async () => {
    await using visit = await open();
    const { page } = visit;
    await page.getByText('New device').click();
    await page.getByRole('group', { name: 'Platform' }).getByRole('radio', { name: 'iOS' }).check();
    await page.getByRole('textbox', { name: 'Name' }).fill('Mina');
    await page.getByRole('button', { name: 'Add device' }).click();
    await page.getByRole('button', { name: /^Mina iOS · Registration token/ }).waitFor();
    await page.getByRole('button', { name: 'Send a test message' }).click();
    await page.locator('.notification.ios').getByText('It works').waitFor();
    await page.getByRole('button', { name: 'Uninstall Mina' }).click();
    await page.getByRole('button', { name: 'Mina uninstalled' }).waitFor();
    await page.locator('.card .json summary').click();
    const sent = JSON.parse((await page.locator('.json pre').textContent()) ?? '');
    assert.equal(await visit.send({ token: sent.token }), 404);
  });

  it('says so while the emulator is away, and catches up when it is back', async () => {
    await using visit = await open();
    const port = Number(new URL(visit.emulator.origin).port);
    await visit.emulator.close();
    await visit.page.getByText('Emulator not reachable').waitFor();
    visit.emulator = await RunningEmulator.start({ port });
    await visit.send({ token: 't', notification: { title: 'Meanwhile' } });
    await visit.page.locator('.notification').getByText('Meanwhile').waitFor();
  });

  it('speaks the language of the browser, and keeps the one that is chosen', async () => {
    await using visit = await open('ko-KR');
    const { page } = visit;
    await page.getByRole('heading', { name: '메시지 0개' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'ko');
    await page.getByRole('group', { name: '언어' }).getByRole('radio', { name: 'English' }).check();
    await page.reload();
    await page.getByRole('heading', { name: 'Messages 0' }).waitFor();
  });

  for (const locale of ['en', 'ko']) {
    it(`has no accessibility finding and fits its window, in ${locale}`, async () => {
      await using visit = await open(locale);
      const { page } = visit;
      await inspect(page, `fcm-emulator-${locale}-empty`);
      const token = await visit.newDevice({ platform: 'ios', label: 'Mina’s iPhone' });
      const gone = await visit.newDevice({ platform: 'android', label: 'Old tablet' });
      await visit.emulator.control('DELETE', `devices/${gone}`);
      await visit.send({ topic: 'news', data: { kind: 'refresh', version: '12' } });
      await visit.send({ token, ...COMMENT });
      await visit.send({ token: 'another', ...COMMENT });
      assert.equal(await visit.send({ token, badge: 'no field' }), 400);
      const refusal = 'Unknown name "badge" at \'message\': Cannot find field.';
      await page.locator('.problem').getByText(refusal).waitFor();
      const faults = [
        { error: 'QUOTA_EXCEEDED', device: token },
        { status: 502, share: 0.1 },
      ];
      await visit.emulator.control('PUT', 'faults', { faults });
      await page.locator('.json summary').first().click();
      await page.locator('.new-device summary').click();
      await inspect(page, `fcm-emulator-${locale}`);
      await page.setViewportSize(NARROW);
      await inspect(page, `fcm-emulator-${locale}-narrow`);
    });
  }
});

const COMMENT = {
  notification: { title: '지훈님의 새 댓글', body: 'How long did you rest the dough?' },
  data: { type: 'comment', postId: 'post-1' },
  android: { priority: 'HIGH', ttl: '14400s', notification: { tag: 'c-42' } },
  apns: { headers: { 'apns-priority': '10' }, payload: { aps: { sound: 'default', badge: 3 } } },
};
