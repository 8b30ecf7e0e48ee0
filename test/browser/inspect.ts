import assert from 'node:assert/strict';
import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const SCREENSHOTS = join(import.meta.dirname, 'screenshots');
/** What axe-core calls serious or worse is a barrier to somebody. */
const BARRIERS: readonly unknown[] = ['serious', 'critical'];

export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 390, height: 844 };

/**
 * Looks at the page as it stands, in light and dark colours: writes a screenshot for people to look
 * at, and fails on what axe-core finds and on a page that is wider than its window.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // A cursor that blinks and a push that is still on its way in make no two pictures the same.
    await page.screenshot({
      path: join(SCREENSHOTS, `${name}-${colorScheme}.png`),
      fullPage: true,
      animations: 'disabled',
      caret: 'hide',
    });
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
    const { violations } = await page.evaluate<AxeResults>(
      'axe.run({ resultTypes: ["violations"] })',
    );
    const barriers = violations
      .filter(({ impact }) => BARRIERS.includes(impact))
      .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
    assert.deepEqual(barriers, [], `${name}-${colorScheme}`);
  }
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.equal(width, page.viewportSize()?.width, `${name} does not scroll sideways`);
}
