import assert from 'node:assert/strict';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe-core calls serious or worse is a barrier to somebody. */
const BARRIERS: readonly unknown[] = ['serious', 'critical'];

/** Fails with what axe-core finds serious on the page as it stands. */
export async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  const barriers = violations
    .filter(({ impact }) => BARRIERS.includes(impact))
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
  assert.deepEqual(barriers, []);
}
