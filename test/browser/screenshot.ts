import { join } from 'node:path';
import type { Page } from 'playwright-core';

const FOLDER = join(import.meta.dirname, 'screenshots');

/** Writes the whole page to `screenshots/{name}.png`, for somebody to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  // A cursor that blinks and a push that is still on its way in make no two pictures the same.
  await page.screenshot({
    path: join(FOLDER, `${name}.png`),
    fullPage: true,
    animations: 'disabled',
    caret: 'hide',
  });
}
