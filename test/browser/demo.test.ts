import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import { setFaults } from '../e2e/fcm.ts';
import { launchChromium } from './chromium.ts';
import { DemoPage, textOf } from './demo-page.ts';
import { inspect, NARROW } from './inspect.ts';

/** Each opens a page of its own, whose phones sign in and register first. */
const TEST_TIMEOUT_MS = 120_000;

describe('The web demo', function () {
  this.timeout(TEST_TIMEOUT_MS);
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());
  afterEach(() => setFaults());

  it('brings a comment to the other phone, and the answer back', async () => {
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
    assert.equal(await textOf(iphone.view.locator('.badge')), '1');

    // The record has the request to FCM as it was sent.
    await delivery.locator('summary').click();
    const { message } = JSON.parse(await textOf(delivery.locator('pre')));
    const { title, body } = message.notification;
    assert.deepEqual([title, body], ['New comment from Mina', 'What a view! Where is this?']);
    assert.equal(message.data.type, 'comment');
    assert.ok(message.fid);

    await iphone.press('Open “New comment from Mina”');
    assert.match(await textOf(iphone.view.locator('.opened')), /What a view!/);
    await iphone.press('Reply to Mina');
    await iphone.comment('The Han River');
    await android.buzzes(1);
    assert.match(await textOf(android.pushes), /Joon님.*The Han River/);
    assert.equal(await android.pushes.getAttribute('lang'), 'ko');
    assert.match(
      await textOf(await demo.delivered('The Han River')),
      /1 delivered.*it answers them/,
    );
    await iphone.press('Mention Mina');
    await page.keyboard.press('Enter');
    await android.buzzes(2);
    assert.match(await textOf(await demo.delivered('@Mina')), /it mentions them/);
    assert.equal(await page.locator('.steps .good').count(), 3);
    await inspect(page, 'demo-answered');

    await android.press('To the home screen');
    await android.pushes
      .first()
      .getByRole('button', { name: /^Dismiss/ })
      .click();
    assert.equal(await android.pushes.count(), 1);
  });

  it('speaks Korean to those who do, either language on request, and says when FCM is away', async () => {
    await using demo = await DemoPage.open(browser, { locale: 'ko-KR', viewport: NARROW });
    const { page, android, iphone } = demo;
    assert.equal(await page.locator('html').getAttribute('lang'), 'ko');
    await iphone.controls.getByLabel('푸시 언어').selectOption('ko');
    await demo.saved('joon', 'iphone').filter({ hasText: 'ko' }).waitFor();
    await android.press('보내기');
    await iphone.buzzes(1);
    assert.match(await textOf(iphone.pushes), /Mina님의 새 댓글/);
    await demo.delivered('멋지다');
    await inspect(page, 'demo-korean-narrow');

    await page.getByRole('radio', { name: 'English' }).check();
    await page.getByRole('button', { name: 'Start over' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Start over' }).waitFor();
    await android.view.getByText('멋지다').waitFor();

    const alert = page.getByRole('alert').getByText('The emulators do not answer.');
    assert.equal(await alert.count(), 0);
    await page.route('**/emulator/v1/stream', (route) => route.abort());
    await page.reload();
    await alert.waitFor();
  });

  it('works by keyboard, on a phone’s width, without motion', async () => {
    await using demo = await DemoPage.open(browser, { viewport: NARROW, reducedMotion: 'reduce' });
    const { page, android, iphone } = demo;
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    await tabTo(button('Send'));
    await page.keyboard.press('Enter');
    await iphone.buzzes(1);
    await inspect(page, 'demo-narrow');
    // The phone that buzzes has come into view.
    const place = await iphone.view.boundingBox();
    assert.ok(place !== null && place.x >= 0 && place.x + place.width <= NARROW.width);

    await tabTo(button('Open “New comment from Mina”'));
    await page.keyboard.press('Enter');
    await iphone.view.locator('.opened').waitFor();
    await button('Reply to Mina').press('Enter');
    await iphone.view.locator('textarea:focus').waitFor();
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

  it('lets quiet hours and muting be tried', async () => {
    await using demo = await DemoPage.open(browser);
    const { android, iphone } = demo;
    await iphone.turn('Quiet', true);
    await iphone.controls.getByText(/\d\d:\d\d to \d\d:\d\d/).waitFor();
    await android.comment('While you sleep');
    await iphone.pushes.filter({ hasText: 'While you sleep' }).getByText('Silent').waitFor();
    await iphone.buzzes(0);

    await iphone.turn('Quiet', false);
    await iphone.turn('Mute Mina', true);
    await android.comment('Can you hear me?');
    const delivery = await demo.delivered('Can you hear me?');
    await delivery.getByText('Nobody to tell').waitFor();
    await iphone.turn('Mute Mina', false);
    await android.comment('And now?');
    await iphone.buzzes(1);
    assert.equal(await iphone.pushes.count(), 2);
  });

  it('finds out that an app was uninstalled, and moves a phone to whoever signs in', async () => {
    await using demo = await DemoPage.open(browser);
    const { android, iphone } = demo;
    await iphone.press('Uninstall the app');
    await iphone.view.getByText('The app is not on this phone.').waitFor();
    assert.equal(await demo.saved('joon', 'iphone').count(), 1, 'the server cannot know yet');
    await android.comment('Anyone there?');
    const delivery = await demo.delivered('Anyone there?');
    await demo.saved('joon', 'iphone').waitFor({ state: 'detached' });
    assert.match(await textOf(delivery), /1 gone, removed.*404 UNREGISTERED/);
    await iphone.press('Install the app');
    await demo.saved('joon', 'iphone').waitFor();

    await iphone.press('Hand to Mina');
    await demo.saved('mina', 'iphone').waitFor();
    await demo.saved('joon', 'iphone').waitFor({ state: 'detached' });
    await android.comment('To nobody');
    await (await demo.delivered('To nobody')).getByText('Nobody to tell').waitFor();
    assert.equal(await iphone.pushes.count(), 0);

    await iphone.press('Log out');
    await demo.saved('mina', 'iphone').waitFor({ state: 'detached' });
    await iphone.press('Sign in as Joon');
    await demo.saved('joon', 'iphone').waitFor();
    await iphone.press('Send a test push');
    await iphone.buzzes(1);
  });

  it('tries again, for the device that failed alone, when FCM is broken', async () => {
    await using demo = await DemoPage.open(browser);
    const { page, android, iphone } = demo;
    await page.getByRole('button', { name: 'Add Joon’s laptop' }).click();
    await demo.saved('joon', 'laptop').waitFor();
    await page.getByRole('radio', { name: 'All' }).check();
    await page.getByRole('combobox', { name: 'Device' }).selectOption('iPhone');
    const quota = page.getByRole('switch', { name: 'Quota exceeded' });
    await quota.click();
    await quota.getByText('0 hits').waitFor();
    await android.comment('In spite of it all');
    const delivery = demo.delivery('In spite of it all');
    await delivery.getByText(/Retry in \d s/).waitFor();
    await delivery.getByText('1 delivered').waitFor();
    await delivery.getByText('pending: iPhone · QUOTA_EXCEEDED').waitFor();
    await inspect(page, 'demo-retry');
    await iphone.buzzes(0);

    await quota.click();
    await iphone.buzzes(1);
    await demo.delivered('In spite of it all');
    const attempts = await delivery.locator('.attempts li').allTextContents();
    const onPhone = attempts.filter((each) => each.includes('iPhone'));
    assert.match(onPhone[0] ?? '', /429 QUOTA_EXCEEDED/);
    assert.match(onPhone.at(-1) ?? '', /Accepted/);
    assert.equal(attempts.length - onPhone.length, 1, 'the laptop had its push at once');
  });
});
