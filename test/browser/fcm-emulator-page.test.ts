import assert from 'node:assert/strict';
import { EmulatorVisit, START_MS, TEST_MS } from './fcm-emulator-visit.ts';

describe('FCM emulator page', function () {
  this.timeout(TEST_MS);
  let visit: EmulatorVisit;
  before(async function () {
    this.timeout(START_MS);
    visit = await EmulatorVisit.start();
  });
  after(() => visit.close());
  afterEach(async () => {
    assert.deepEqual(await visit.reset(), []);
  });

  it('shows a message as it is sent, as a notification and as JSON', async () => {
    const token = await visit.newDevice({ platform: 'ios', label: 'Mina’s iPhone' });
    const page = await visit.open();
    await visit.send({ token, notification: { title: 'New comment', body: 'Well done' } });
    const card = page.getByRole('article').filter({ hasText: 'New comment' });
    await card.locator('.notification.ios').getByText('Well done').waitFor();
    assert.match((await card.textContent()) ?? '', /Mina’s iPhone.*Accepted/);
    await page
      .getByRole('group', { name: 'Show as' })
      .getByRole('radio', { name: 'Android' })
      .check();
    await card.locator('.notification.android').getByText('Well done').waitFor();

    const json = card.locator('.json pre');
    assert.equal(await json.isVisible(), false);
    await card.getByText('JSON', { exact: true }).click();
    assert.equal(await json.isVisible(), true);
    assert.deepEqual(JSON.parse((await json.textContent()) ?? ''), {
      token,
      notification: { title: 'New comment', body: 'Well done' },
    });
  });

  it('shows what came of a message that went to a phone', async () => {
    const token = await visit.newDevice({ label: 'Pixel' });
    const phone = { kind: 'ios-simulator', simulator: 'booted', app: 'com.example.app' };
    await visit.control('PUT', `devices/${encodeURIComponent(token)}/phone`, phone);
    const page = await visit.open();
    await page.getByText('iOS simulator: com.example.app').waitFor();
    // On a Mac too there is no xcrun then, and that is what came of it.
    const { PATH } = process.env;
    process.env.PATH = '';
    try {
      await visit.send({ token, notification: { title: 'Ring' } });
      const card = page.getByRole('article').filter({ hasText: 'Ring' });
      await card.getByText('iOS simulator There is no xcrun on the PATH').waitFor();
    } finally {
      process.env.PATH = PATH;
    }
  });

  it('shows what was refused, and why', async () => {
    const page = await visit.open();
    await visit.send({ token: 't', badge: 1, notification: { title: 'Bad' } });
    const card = page.getByRole('article');
    await card
      .locator('.problem')
      .getByText('Unknown name "badge" at \'message\': Cannot find field.')
      .waitFor();
    assert.equal(await card.locator('.outcome').textContent(), '400');
  });

  it('finds messages by what they say, and by device', async () => {
    const mina = await visit.newDevice({ label: 'Mina' });
    await visit.send({ token: mina, notification: { title: 'Apples' } });
    await visit.send({
      topic: 'fruit',
      notification: { title: 'Pears' },
      data: { color: 'green' },
    });
    const page = await visit.open();
    const titles = () => page.locator('.notification .title').allTextContents();
    const count = (text: string) => page.locator('.tools .count').getByText(text, { exact: true });
    await count('2').waitFor();
    assert.deepEqual(await titles(), ['Pears', 'Apples']);
    const search = page.getByRole('searchbox', { name: 'Search messages' });
    await search.fill('GREEN');
    await count('1 of 2').waitFor();
    assert.deepEqual(await titles(), ['Pears']);
    await search.fill('plums');
    await page.getByText('No message fits.').waitFor();
    await search.fill('');
    await page.getByRole('button', { name: /^Mina/ }).click();
    await count('1 of 2').waitFor();
    assert.deepEqual(await titles(), ['Apples']);
  });

  it('switches faults on and off, for the next answer', async () => {
    const page = await visit.open();
    const unavailable = page.getByRole('switch', { name: 'Service unavailable' });
    assert.equal(await visit.send({ token: 't' }), 200);
    await unavailable.click();
    await unavailable.getByText('0 hits').waitFor();
    assert.equal(await visit.send({ token: 't' }), 503);
    await unavailable.getByText('1 hit').waitFor();
    await unavailable.click();
    await unavailable.and(page.locator('[aria-checked="false"]')).waitFor();
    assert.equal(await visit.send({ token: 't' }), 200);
  });

  it('switches off a fault for one device and one send once it has hit', async () => {
    const token = await visit.newDevice({ label: 'Mina' });
    const page = await visit.open();
    await page
      .getByRole('group', { name: 'Sends' })
      .getByRole('radio', { name: 'Next one' })
      .check();
    await page.getByRole('combobox', { name: 'Device' }).selectOption({ label: 'Mina' });
    await page.getByRole('switch', { name: 'Quota exceeded' }).click();
    await page.getByText('0 of 1 hits').waitFor();
    assert.equal(await visit.send({ token: 'other' }), 200);
    assert.equal(await visit.send({ token }), 429);
    await page.locator('.switch[aria-checked="true"]').waitFor({ state: 'detached' });
    assert.equal(await visit.send({ token }), 200);
  });

  it('shows and ends a fault that the API set', async () => {
    await visit.control('PUT', 'faults', { faults: [{ status: 502 }] });
    const page = await visit.open();
    assert.equal(await visit.send({ token: 't' }), 502);
    const fault = page.getByRole('switch', { name: 'Set by the API' });
    await fault.click();
    await fault.waitFor({ state: 'detached' });
    assert.equal(await visit.send({ token: 't' }), 200);
  });

  it('creates a device, sends to it and uninstalls it', async () => {
    const page = await visit.open();
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

  it('works by keyboard alone', async () => {
    const page = await visit.open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'messages');
    const internal = page.getByRole('switch', { name: 'Internal error' });
    await internal.focus();
    await page.keyboard.press('Space');
    await internal.getByText('0 hits').waitFor();
    assert.equal(await visit.send({ token: 't' }), 500);
  });

  it('speaks the language of the browser, and keeps the one that is chosen', async () => {
    const page = await visit.open({ locale: 'ko-KR' });
    await page.getByRole('heading', { name: '메시지 0개' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'ko');
    await page.getByRole('group', { name: '언어' }).getByRole('radio', { name: 'English' }).check();
    await page.reload();
    await page.getByRole('heading', { name: 'Messages 0' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  });

  it('says so while the emulator is away, and catches up when it is back', async () => {
    const page = await visit.open();
    const startAgain = await visit.stopEmulator();
    await page.getByText('Emulator not reachable').waitFor();
    await startAgain();
    await visit.send({ token: 't', notification: { title: 'Meanwhile' } });
    await page.locator('.notification').getByText('Meanwhile').waitFor();
  });
});
