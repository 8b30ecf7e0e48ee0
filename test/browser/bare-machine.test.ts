import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { bundledPackages, FONTS } from './browser-path.ts';
import { launchChromium } from './chromium.ts';
import { DemoPage } from './demo-page.ts';
import { EmulatorVisit, START_MS, TEST_MS } from './fcm-emulator-visit.ts';

/** Chromium itself does not start without any font. */
const LATIN = join(FONTS, 'inter');

describe('Without locale, time zone and a font for Korean', function () {
  this.timeout(TEST_MS);
  let folder: string;
  let environment: Record<string, string>;
  before(async function () {
    this.timeout(START_MS);
    await bundledPackages();
    folder = await mkdtemp(join(tmpdir(), 'fonts-'));
    const fonts = join(folder, 'fonts.conf');
    await writeFile(
      fonts,
      `<fontconfig><dir>${LATIN}</dir><cachedir>${folder}</cachedir></fontconfig>`,
    );
    environment = { LC_ALL: 'C', TZ: 'Nowhere/None', LANGUAGE: '', FONTCONFIG_FILE: fonts };
  });
  after(() => rm(folder, { recursive: true }));

  it('the page of the FCM emulator opens, in English, and shows a message', async function () {
    this.timeout(START_MS);
    const visit = await EmulatorVisit.start(environment);
    try {
      const page = await visit.open({ locale: null });
      assert.deepEqual(await page.evaluate(() => navigator.languages), ['en-US@posix']);
      await visit.send({ token: 't', notification: { title: 'Here' } });
      await page.getByRole('article').filter({ hasText: 'Here' }).getByText('Accepted').waitFor();
      assert.deepEqual(await visit.reset(), []);
    } finally {
      await visit.close();
    }
  });

  it('the demo opens, registers both phones and sets quiet hours', async () => {
    const browser: Browser = await launchChromium(environment);
    try {
      await using demo = await DemoPage.open(browser, { locale: null });
      const { timeZone } = await demo.page.evaluate(() => Intl.DateTimeFormat().resolvedOptions());
      assert.equal(timeZone, 'Etc/Unknown');
      await demo.android.turn('Quiet hours', true);
    } finally {
      await browser.close();
    }
  });
});
