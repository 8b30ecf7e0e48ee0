import { join } from 'node:path';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { runProgram } from '../../tools/launcher/program.ts';
import { startStack } from '../../tools/launcher/stack.ts';
import { launchChromium } from './chromium.ts';
import { DemoPage } from './demo-page.ts';

/** Creates the README's picture: a comment has reached the other phone at the second try. */

const PICTURE = join(PROJECT_ROOT, 'docs', 'images', 'demo.png');
/** The height ends below the phones. */
const SIZE = { width: 1280, height: 880 };
/** Sharp on most screens, with a file of less than half a megabyte. */
const SCALE = 1.25;

await runProgram(async (interrupt) => {
  await using _stack = await startStack({
    environment: { ...process.env, RETRY_FLOOR_SECONDS: '1', ALERT_INTERVAL: '0' },
    signal: interrupt,
    onStep: (step) => console.error(`${step} …`),
  });
  await using browser = await launchChromium();
  await using demo = await DemoPage.open(browser, { viewport: SIZE, deviceScaleFactor: SCALE });
  const { page, android, iphone } = demo;
  await android.press('Send');
  await demo.delivered('What a view!');
  await page.getByRole('checkbox', { name: '503 Unavailable' }).click();
  await android.comment('And when is the best time to come?');
  await iphone.buzzes(2);
  // Keeps the iPhone in the state in which it buzzes.
  await iphone.view.locator('.frame').evaluate((phone) => {
    const [glow, shake] = phone.getAnimations();
    glow?.pause();
    shake?.finish();
  });
  await demo.delivered('best time');
  await page.locator(':focus').blur();
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: PICTURE });
  return 0;
});
