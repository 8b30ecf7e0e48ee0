import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import { setFaults } from '../e2e/fcm.ts';
import { launchChromium } from './chromium.ts';
import { DemoPage, textOf } from './demo-page.ts';
import { inspect, NARROW } from './inspect.ts';

/** Each test opens its own page. Its phones first sign in and register. */
const TEST_TIMEOUT_MS = 120_000;

describe('The web demo', function () {
  this.timeout(TEST_TIMEOUT_MS);
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());
  afterEach(() => setFaults());

  it('pushes a comment to the other phone, and the reply back, although FCM fails', async () => {
    await using demo = await DemoPage.open(browser);
    const { page, android, iphone } = demo;
    await android.press('Send');
    await iphone.buzzes(1);
    const delivery = await demo.delivered('What a view!');
    await inspect(page, 'demo-pushed');
    assert.match(
      await textOf(iphone.pushes),
      /New comment from Mina.*What a view! Where is this\?/,
    );

    // The page shows the message in the request to FCM.
    await delivery.locator('summary').click();
    const { message } = JSON.parse(await textOf(delivery.locator('pre')));
    assert.equal(message.notification.title, 'New comment from Mina');
    assert.equal(message.data.type, 'comment');
    assert.ok(message.fid);

    await iphone.pushes.locator('.open').click();
    assert.match(await textOf(iphone.view.locator('.opened')), /What a view!/);
    await page.getByRole('checkbox', { name: '503 Unavailable' }).click();
    await iphone.press('Reply to Mina');
    await iphone.comment('The Han River');
    const answer = demo.delivery('The Han River');
    await answer.getByText('pending: Android phone UNAVAILABLE').waitFor();
    await answer.getByText(/retry in \d+ s/).waitFor();
    await android.buzzes(1);
    assert.match(await textOf(android.pushes), /Joon님.*The Han River/);
    assert.equal(await android.pushes.getAttribute('lang'), 'ko');
    await demo.delivered('The Han River');
    assert.match(
      await textOf(answer),
      /1 delivered.*it answers them.*503 UNAVAILABLE.*it answers them.*Accepted/s,
    );
    assert.equal(await page.locator('.guide .done').count(), 3);
    await inspect(page, 'demo-answered');
  });

  it('works by keyboard, at a phone’s width, without motion', async () => {
    await using demo = await DemoPage.open(browser, { viewport: NARROW, reducedMotion: 'reduce' });
    const { page, android, iphone } = demo;
    await tabTo(android.view.getByRole('button', { name: 'Send' }));
    await page.keyboard.press('Enter');
    await iphone.buzzes(1);
    await inspect(page, 'demo-narrow');
    // The page has scrolled to the phone that buzzes.
    const place = await iphone.view.boundingBox();
    assert.ok(place !== null && place.x >= 0 && place.x + place.width <= NARROW.width);

    await tabTo(iphone.pushes.locator('.open'));
    await page.keyboard.press('Enter');
    await tabTo(iphone.view.getByRole('button', { name: 'Reply to Mina' }));
    await page.keyboard.press('Enter');
    await iphone.view.locator('input:focus').waitFor();
    await page.keyboard.type('The Han River');
    await page.keyboard.press('Enter');
    await android.buzzes(1);

    async function tabTo(target: Locator) {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab');
        if (await target.evaluate((element) => element === document.activeElement)) return;
      }
      assert.fail(`Tab does not reach ${target}`);
    }
  });

  it('offers language, quiet hours, muting and uninstalling', async () => {
    await using demo = await DemoPage.open(browser);
    const { page, android, iphone } = demo;
    await iphone.controls.getByLabel('Its language').selectOption('ja');
    await demo.saved('joon', 'iphone').filter({ hasText: 'ja' }).waitFor();
    await iphone.turn('Quiet', true);
    await iphone.controls.getByText(/from \d\d:\d\d to \d\d:\d\d/).waitFor();
    await android.comment('While you sleep');
    const silent = iphone.pushes.filter({ hasText: 'While you sleep' });
    await silent.getByText('Silent').waitFor();
    assert.match(await textOf(silent), /Minaさん/);
    await iphone.buzzes(0);

    await iphone.turn('Quiet', false);
    await iphone.turn('Mute Mina', true);
    await android.comment('Can you hear me?');
    await (await demo.delivered('Can you hear me?')).getByText('Nobody gets a push').waitFor();
    await iphone.turn('Mute Mina', false);

    await iphone.press('Uninstall the app');
    await iphone.view.getByText('Install the app').waitFor();
    await android.comment('Are you there?');
    const delivery = await demo.delivered('Are you there?');
    await demo.saved('joon', 'iphone').waitFor({ state: 'detached' });
    assert.match(await textOf(delivery), /1 unregistered.*404 UNREGISTERED/s);
    await iphone.press('Install the app');
    await demo.saved('joon', 'iphone').waitFor();
    await android.comment('And now?');
    await iphone.buzzes(1);
    assert.equal(await iphone.pushes.count(), 1);

    await page.route('**/emulator/v1/stream', (route) => route.abort());
    await page.reload();
    await page.getByRole('alert').getByText('The emulators do not answer.').waitFor();
  });
});
