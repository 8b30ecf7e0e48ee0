import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { setFaults } from '../e2e/fcm.ts';
import { assertAccessible } from './axe.ts';
import { launchChromium } from './chromium.ts';
import { DemoPage, textOf } from './demo-page.ts';
import { screenshot } from './screenshot.ts';

/** Each opens a page of its own, whose phones sign in and register first. */
const TEST_TIMEOUT_MS = 90_000;

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
    await screenshot(page, 'demo-start');

    await android.view.getByRole('button', { name: 'Send', exact: true }).click();
    await iphone.buzzes(1);
    await demo.delivered('What a view!');
    await screenshot(page, 'demo-pushed');
    assert.equal(await textOf(iphone.pushes.locator('strong')), 'New comment from Mina');
    assert.match(await textOf(iphone.pushes), /What a view! Where is this\?/);

    await iphone.pushes.locator('.push-body').click();
    assert.match(await textOf(iphone.view.locator('.comments .opened')), /What a view!/);
    await iphone.view.getByRole('button', { name: 'Reply to Mina' }).click();
    await iphone.comment('The Han River');
    await android.buzzes(1);
    await screenshot(page, 'demo-banner');
    const banner = android.view.locator('.banner');
    assert.match(await textOf(banner), /Joon님/);
    assert.equal(await banner.locator('strong').getAttribute('lang'), 'ko');
    const answered = await textOf(await demo.delivered('The Han River'));
    assert.match(answered, /1 delivered.*because it answers them/);
    await iphone.view.getByRole('button', { name: 'Mention Mina' }).click();
    await page.keyboard.press('Enter');
    await android.buzzes(2);
    assert.match(await textOf(await demo.delivered('@Mina')), /because it mentions them/);
    assert.equal(await page.locator('.steps .done').count(), 3);
  });

  it('shows the request to FCM as it was sent', async () => {
    await using demo = await DemoPage.open(browser);
    const { page, android } = demo;
    await android.comment('Raw');
    const delivery = await demo.delivered('Raw');
    await delivery.getByRole('button', { name: 'Message to iPhone' }).click();
    const dialog = page.getByRole('dialog');
    await screenshot(page, 'demo-message');
    const { message } = JSON.parse(await textOf(dialog.locator('pre')));
    assert.deepEqual(message.notification, { title: 'New comment from Mina', body: 'Raw' });
    assert.equal(message.data.type, 'comment');
    assert.ok(message.fid);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('speaks Korean to those who do, and either language on request', async () => {
    await using demo = await DemoPage.open(browser, { locale: 'ko-KR' });
    const { page, android, iphone } = demo;
    assert.equal(await page.locator('html').getAttribute('lang'), 'ko');
    await iphone.controls.getByLabel('푸시 언어').selectOption('ko');
    await demo.saved('joon', 'iphone').filter({ hasText: 'ko' }).waitFor();
    await android.view.getByRole('button', { name: '보내기' }).click();
    await iphone.buzzes(1);
    assert.equal(await textOf(iphone.pushes.locator('strong')), 'Mina님의 새 댓글');
    await demo.delivered('멋지다');
    await screenshot(page, 'demo-korean');
    await assertAccessible(page);

    await page.getByRole('banner').getByText('English').click();
    await page.getByRole('button', { name: 'Start over' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Start over' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  });

  it('lets quiet hours and muting be tried', async () => {
    await using demo = await DemoPage.open(browser);
    const { page, android, iphone } = demo;
    await iphone.turn('Quiet hours', true);
    await iphone.controls.getByText(/\d\d:\d\d to \d\d:\d\d/).waitFor();
    await android.comment('While you sleep');
    await iphone.pushes.filter({ hasText: 'While you sleep' }).waitFor();
    await screenshot(page, 'demo-quiet');
    assert.equal(await iphone.pushes.getAttribute('data-silent'), 'true');
    assert.match(await textOf(iphone.pushes), /Silent/);
    await iphone.buzzes(0);

    await iphone.turn('Quiet hours', false);
    await iphone.turn('Mute Mina', true);
    await android.comment('Can you hear me?');
    const delivery = await demo.delivered('Can you hear me?');
    await delivery.getByText('Nobody to tell').waitFor();
    await iphone.turn('Mute Mina', false);
    await android.comment('And now?');
    await iphone.buzzes(1);
    assert.equal(await iphone.pushes.count(), 2);
  });

  it('finds out that an app was uninstalled', async () => {
    await using demo = await DemoPage.open(browser);
    const { page, android, iphone } = demo;
    await iphone.button('Uninstall the app').click();
    await iphone.view.getByText('The app is not on this phone.').waitFor();
    assert.equal(await demo.saved('joon').count(), 1, 'the server cannot know yet');
    await android.comment('Anyone there?');
    const delivery = await demo.delivered('Anyone there?');
    await demo.saved('joon', 'iphone').waitFor({ state: 'detached' });
    await screenshot(page, 'demo-uninstalled');
    assert.match(await textOf(delivery), /1 gone, removed/);
    assert.match(await textOf(delivery), /404 UNREGISTERED/);

    await iphone.view.getByRole('button', { name: 'Install the app' }).click();
    await iphone.openApp();
    await iphone.view.getByRole('button', { name: 'Sign in as Joon' }).click();
    await demo.saved('joon', 'iphone').waitFor();
    await iphone.view.getByRole('button', { name: 'To the home screen' }).click();
    await android.comment('Welcome back');
    await iphone.buzzes(1);
  });

  it('moves a phone to whoever it is handed to, and frees it at log-out', async () => {
    await using demo = await DemoPage.open(browser);
    const { page, android, iphone } = demo;
    await iphone.button('Hand to Mina').click();
    await demo.saved('mina', 'iphone').waitFor();
    assert.equal(await demo.saved('joon').count(), 0);
    assert.equal(await demo.saved('mina').count(), 2);
    await android.comment('To nobody');
    await (await demo.delivered('To nobody')).getByText('Nobody to tell').waitFor();
    await screenshot(page, 'demo-handed-over');
    assert.equal(await iphone.pushes.count(), 0);

    await iphone.button('Log out').click();
    await demo.saved('mina', 'iphone').waitFor({ state: 'detached' });
    assert.equal(await demo.saved('mina').count(), 1);
    await page.reload();
    await demo.saved('mina', 'android').waitFor();
    await iphone.openApp();
    await iphone.view.getByRole('button', { name: 'Sign in as Joon' }).waitFor();
  });

  it('pushes to every device of a person', async () => {
    await using demo = await DemoPage.open(browser);
    const { page, android, iphone } = demo;
    await page.getByRole('button', { name: 'Add Joon’s laptop' }).click();
    await demo.saved('joon', 'joon-laptop').waitFor();
    await android.comment('Everywhere');
    await iphone.buzzes(1);
    const laptop = page.locator('#joon-laptop');
    await laptop.locator('.push', { hasText: 'Everywhere' }).waitFor();
    assert.match(await textOf(await demo.delivered('Everywhere')), /2 delivered/);
    await screenshot(page, 'demo-laptop');
    await laptop.getByRole('button', { name: 'Remove' }).click();
    await demo.saved('joon', 'joon-laptop').waitFor({ state: 'detached' });
    await iphone.button('Send a test push').click();
    await iphone.buzzes(2);
  });

  it('says so when the emulators are away', async () => {
    await using demo = await DemoPage.open(browser);
    const { page } = demo;
    const alert = page.getByRole('alert').getByText('The emulators do not answer.');
    assert.equal(await alert.count(), 0);
    await page.route('**/emulator/v1/stream', (route) => route.abort());
    await page.reload();
    await alert.waitFor();
  });

  it('tries again, for the phone that failed alone, when FCM is broken', async () => {
    await using demo = await DemoPage.open(browser);
    const { page, android, iphone } = demo;
    const laptop = page.locator('#joon-laptop');
    const faults = page.locator('.faults');
    await page.getByRole('button', { name: 'Add Joon’s laptop' }).click();
    await demo.saved('joon', 'joon-laptop').waitFor();
    await faults.getByLabel('FCM answers').selectOption({ label: '429 too many, wait 5 s' });
    await faults.getByRole('combobox', { name: 'for', exact: true }).selectOption('iPhone');
    await faults.getByLabel('how often').selectOption('until mended');
    await faults.getByRole('button', { name: 'Break it' }).click();
    await faults.getByText('0 sends so far').waitFor();
    await android.comment('In spite of it all');
    const delivery = demo.delivery('In spite of it all');
    await delivery.getByText(/Retry in \d s/).waitFor();
    await screenshot(page, 'demo-retry');
    assert.match(await textOf(delivery), /1 delivered.*pending: iPhone · 1 request/);
    await laptop.and(page.locator('[data-buzzes="1"]')).waitFor();
    await iphone.buzzes(0);

    await faults.getByRole('button', { name: 'Mend it' }).click();
    await faults.getByText('FCM is well.').waitFor();
    await iphone.buzzes(1);
    await demo.delivered('In spite of it all');
    await screenshot(page, 'demo-retried');
    const attempts = await delivery.locator('.attempts li').allTextContents();
    const onPhone = attempts.filter((each) => each.includes('iPhone'));
    assert.match(onPhone[0] ?? '', /429 QUOTA_EXCEEDED/);
    assert.match(onPhone.at(-1) ?? '', /200 accepted/);
    assert.equal(attempts.length - onPhone.length, 1, 'the laptop had its push at once');
    await laptop.and(page.locator('[data-buzzes="1"]')).waitFor();
  });
});
