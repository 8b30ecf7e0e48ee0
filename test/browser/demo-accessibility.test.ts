import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { assertAccessible } from './axe.ts';
import { launchChromium } from './chromium.ts';
import { DemoPage, textOf } from './demo-page.ts';
import { screenshot } from './screenshot.ts';

const TEST_TIMEOUT_MS = 90_000;

const SIZES = {
  wide: { width: 1280, height: 900 },
  narrow: { width: 390, height: 844 },
};

describe('The web demo is usable', function () {
  this.timeout(TEST_TIMEOUT_MS);
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`in ${colorScheme} colours, wide and narrow`, async () => {
      await using demo = await DemoPage.open(browser, { colorScheme });
      const { page, android, iphone } = demo;
      await android.comment('What a view! Where is this?');
      await iphone.buzzes(1);
      await iphone.openApp();
      await iphone.comment('@Mina The Han River, from Banpo bridge');
      await android.buzzes(1);
      await android.view.getByRole('button', { name: 'To the home screen' }).click();
      const delivery = await demo.delivered('Banpo');
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport);
        await assertAccessible(page);
        await screenshot(page, `demo-${colorScheme}-${size}`);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= viewport.width, `no sideways scrolling, but ${width} px`);
      }
      await delivery.getByRole('button', { name: 'Message' }).click();
      await assertAccessible(page);
      await screenshot(page, `demo-${colorScheme}-message-narrow`);
    });
  }

  it('by keyboard, on a phone’s width, without motion', async () => {
    await using demo = await DemoPage.open(browser, {
      viewport: SIZES.narrow,
      reducedMotion: 'reduce',
    });
    const { page, android, iphone } = demo;
    const send = android.view.getByRole('button', { name: 'Send', exact: true });
    await tabTo(send);
    await page.keyboard.press('Enter');
    await iphone.buzzes(1);
    const notice = page.getByRole('status').getByRole('link');
    await screenshot(page, 'demo-notice-narrow');
    assert.match(await textOf(notice), /iPhone buzzes. New comment from Mina/);
    await notice.press('Enter');
    assert.match(page.url(), /#iphone$/);

    await tabTo(iphone.view.locator('.push-body'));
    await page.keyboard.press('Enter');
    await iphone.view.locator('.comments .opened').waitFor();
    await iphone.view.getByRole('button', { name: 'Reply to Mina' }).press('Enter');
    await iphone.view.locator('textarea:focus').waitFor();
    await page.keyboard.type('The Han River');
    await page.keyboard.press('Enter');
    await android.buzzes(1);

    async function tabTo(target: typeof send) {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab');
        if (await target.evaluate((element) => element === document.activeElement)) return;
      }
      assert.fail(`Tab does not reach ${target}`);
    }
  });
});
