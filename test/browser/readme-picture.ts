import { mkdir, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { runProgram } from '../../tools/launcher/program.ts';
import { startStack } from '../../tools/launcher/stack.ts';
import { browserEnvironment } from '../runner/browser-environment.ts';
import { launchChromium } from './chromium.ts';
import { DemoPage } from './demo-page.ts';

/** Makes the README's picture: a comment has reached the other phone, at the second try. */

const FOLDER = join(PROJECT_ROOT, 'docs', 'images');
const VIEWPORT = { width: 1280, height: 1000 };
/** Sharp on most screens, and within half a megabyte. */
const SCALE = 1.25;

await runProgram(async (interrupt) => {
  await using _stack = await startStack({
    environment: { ...process.env, RETRY_FLOOR_SECONDS: '1', INBOX: 'true', ALERT_INTERVAL: '0' },
    signal: interrupt,
    onStep: (step) => console.error(`${step} …`),
  });
  await using directory = await mkdtempDisposable(join(tmpdir(), 'browser-'));
  Object.assign(process.env, await browserEnvironment(directory.path));
  const browser = await launchChromium();
  try {
    await using demo = await DemoPage.open(browser, {
      viewport: VIEWPORT,
      deviceScaleFactor: SCALE,
      colorScheme: 'light',
    });
    await takePicture(demo);
  } finally {
    await browser.close();
  }
  return 0;
});

async function takePicture(demo: DemoPage): Promise<void> {
  const { page, android, iphone } = demo;
  await android.view.getByRole('button', { name: 'Send', exact: true }).click();
  await demo.delivered('What a view!');
  await page.getByRole('button', { name: 'Break it' }).click();
  await android.comment('And when is the best time to come?');
  await iphone.buzzes(2);
  await holdBuzz(page);
  await demo.delivered('best time');
  await page.locator(':focus').blur();
  await mkdir(FOLDER, { recursive: true });
  await page.screenshot({
    path: join(FOLDER, 'demo.png'),
    fullPage: true,
    clip: await frame(page),
  });
}

/** Keeps the iPhone as it looks at the moment when it buzzes. */
async function holdBuzz(page: Page): Promise<void> {
  await page.locator('#iphone .frame').evaluate((phone) => {
    const [glow, shake] = phone.getAnimations();
    glow?.pause();
    shake?.finish();
  });
}

/** From the top of the page to where the newest record ends. */
async function frame(page: Page) {
  await page.evaluate(() => window.scrollTo(0, 0));
  const record = await page.locator('.delivery').first().boundingBox();
  if (record === null) throw new Error('the page shows no record');
  return { x: 0, y: 0, width: VIEWPORT.width, height: Math.floor(record.y + record.height) };
}
