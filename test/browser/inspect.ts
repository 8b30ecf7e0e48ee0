import assert from 'node:assert/strict';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** axe-core's impacts that exclude some users. */
const BARRIERS: readonly unknown[] = ['serious', 'critical'];

export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 390, height: 844 };

/**
 * Fails if axe-core finds a problem in the current page, in light or dark colours, or if the page
 * is wider than its window.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
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
