import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { property, RunningEmulator } from '../../packages/fcm-emulator/test/running-emulator.ts';
import { WebApp } from '../../packages/fcm-emulator/test/web-app.ts';
import { launchChromium } from './chromium.ts';
import { buildEmulatorPage, EmulatorVisit } from './fcm-emulator-visit.ts';
import { inspect, NARROW, WIDE } from './inspect.ts';

/** Time to unpack and start Chromium and to build the page on a busy machine, in milliseconds. */
const LIMIT_MS = 180_000;

describe('The FCM emulator’s page', function () {
  this.timeout(LIMIT_MS);
  let browser: Browser;
  before(async () => {
    await buildEmulatorPage();
    browser = await launchChromium();
  });
  after(() => browser.close());

  const open = async () =>
    EmulatorVisit.open(await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce' }));

  it('shows a message with its device, its texts and its JSON, and clears it', async () => {
    await using visit = await open();
    const token = await visit.newDevice({ platform: 'ios', label: 'Mina’s iPhone' });
    const message = { token, notification: { title: 'New comment', body: 'Well done' } };
    await visit.send(message);
    const card = visit.page.getByRole('article');
    await card.getByRole('heading', { name: 'New comment' }).waitFor();
    assert.match((await card.textContent()) ?? '', /Mina’s iPhone.*Accepted.*Well done/);
    const json = card.locator('pre');
    assert.equal(await json.isVisible(), false);
    await card.getByText('JSON').click();
    assert.deepEqual(JSON.parse((await json.textContent()) ?? ''), message);
    await visit.page.getByRole('button', { name: 'Clear' }).click();
    await visit.page.getByText('No messages yet').waitFor();
  });

  it('shows the answer of a push service', async () => {
    await using visit = await open();
    const app = new WebApp(visit.emulator);
    await app.install();
    const token = await app.getToken(await app.subscribe());
    await visit.send({ token, notification: { title: 'New comment' } });
    await visit.page.getByText(/^Web Push: The push service at .* answered 201\.$/).waitFor();
  });

  it('sets and removes faults, also by keyboard, and also faults of others', async () => {
    await using visit = await open();
    const { page, emulator } = visit;
    const device = await visit.newDevice({ label: 'Mina' });
    await page
      .getByRole('combobox', { name: 'Fault' })
      .selectOption('Quota of the project exceeded');
    await page.getByRole('combobox', { name: 'Device' }).selectOption('Mina');
    await page.getByRole('combobox', { name: 'Sends' }).selectOption('The next one');
    await page.getByRole('button', { name: 'Set fault' }).press('Enter');
    await page.getByText('All sends to Mina · 0 of 1 hit').waitFor();
    assert.equal(await visit.send({ token: 'another' }), 200);
    assert.equal(await visit.send({ token: device }), 429);
    await page.getByText('429 RESOURCE_EXHAUSTED').waitFor();
    await page.getByText('All sends to Mina').waitFor({ state: 'detached' });

    // The fault that stays keeps the rest of its count.
    await emulator.control('PUT', 'faults', [{ status: 502, count: 3 }]);
    assert.equal(await visit.send({ token: 't' }), 502);
    await page.getByText('1 of 3 hit').waitFor();
    await page.getByRole('button', { name: 'Set fault' }).click();
    await page.getByText('0 of 2 hit').waitFor();
    assert.equal(await visit.send({ token: 't' }), 503);
    const remove = page.getByRole('button', { name: 'Remove Service unavailable' });
    await remove.press('Enter');
    await remove.waitFor({ state: 'detached' });
    const { body } = await emulator.control('GET', 'faults');
    assert.deepEqual(property(body, 'faults'), [{ status: 502, count: 2, hits: 0 }]);
  });

  it('creates a device, sends to it and uninstalls it', async () => {
    await using visit = await open();
    const { page } = visit;
    await page.getByText('New device').click();
    await page.getByLabel('Name').fill('Mina');
    await page.getByLabel('Platform').selectOption('iOS');
    await page.getByRole('button', { name: 'Add device' }).click();
    await page.getByRole('listitem').getByText('Registration token').waitFor();
    await page.getByRole('button', { name: 'Send a test message' }).click();
    await page.getByRole('heading', { name: 'It works' }).waitFor();
    await page.getByRole('button', { name: 'Uninstall Mina' }).click();
    await page.getByText('Uninstalled', { exact: true }).waitFor();
    await page.getByText('JSON').click();
    const { token } = JSON.parse((await page.locator('article pre').textContent()) ?? '');
    assert.equal(await visit.send({ token }), 404);
  });

  it('shows that the emulator is not reachable, and catches up afterwards', async () => {
    await using visit = await open();
    const port = Number(new URL(visit.emulator.origin).port);
    await visit.emulator.close();
    await visit.page.getByText('Emulator not reachable').waitFor();
    visit.emulator = await RunningEmulator.start({ port });
    await visit.send({ token: 't', notification: { title: 'Meanwhile' } });
    await visit.page.getByRole('heading', { name: 'Meanwhile' }).waitFor();
  });

  it('has no accessibility problem and fits into its window', async () => {
    await using visit = await open();
    const { page } = visit;
    await inspect(page, 'fcm-emulator-empty');
    const token = await visit.newDevice({ platform: 'ios', label: 'Mina’s iPhone' });
    const gone = await visit.newDevice({ platform: 'android', label: 'Old tablet' });
    await visit.emulator.control('DELETE', `devices/${gone}`);
    await visit.send({ topic: 'news', data: { kind: 'refresh', version: '12' } });
    await visit.send({ token, ...COMMENT });
    await visit.send({ token: 'another', ...COMMENT });
    assert.equal(await visit.send({ token, badge: 'no field' }), 400);
    const refusal = 'Unknown name "badge" at \'message\': Cannot find field.';
    await page.locator('article p').getByText(refusal).waitFor();
    await visit.emulator.control('PUT', 'faults', [
      { error: 'QUOTA_EXCEEDED', device: token },
      { status: 502, share: 0.1 },
    ]);
    await page.getByText('10 % of the sends').waitFor();
    for (const details of await page.locator('summary').all()) await details.click();
    await inspect(page, 'fcm-emulator');
    await page.setViewportSize(NARROW);
    await inspect(page, 'fcm-emulator-narrow');
  });
});

const COMMENT = {
  notification: { title: '지훈님의 새 댓글', body: 'How long did you rest the dough?' },
  data: { type: 'comment', postId: 'post-1' },
};
