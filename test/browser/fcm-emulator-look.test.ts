import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { assertAccessible } from './axe.ts';
import { EmulatorVisit, PHONE, START_MS, TEST_MS, WIDE } from './fcm-emulator-visit.ts';
import { screenshot } from './screenshot.ts';

describe('FCM emulator page: look', function () {
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

  async function seed(): Promise<void> {
    const mina = await visit.newDevice({ platform: 'ios', label: 'Mina’s iPhone' });
    const jun = await visit.newDevice({ platform: 'android', label: 'Jun’s Pixel' });
    const old = await visit.newDevice({ platform: 'android', label: 'Old tablet' });
    await visit.control('DELETE', `devices/${old}`);
    await visit.send({ topic: 'news', data: { kind: 'refresh', version: '12' } });
    await visit.send(comment(jun, 'New comment from Mina', 'How long did you rest the dough?'));
    await visit.send(comment(mina, '지훈님의 새 댓글', '반죽은 얼마나 두셨나요?'));
    await visit.control('PUT', 'faults', {
      faults: [
        { error: 'QUOTA_EXCEEDED', device: mina },
        { status: 502, share: 0.1 },
      ],
    });
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const viewport of [WIDE, PHONE]) {
      for (const locale of ['en', 'ko'] as const) {
        const name = `${viewport.width}-${colorScheme}-${locale}`;
        it(`has no accessibility finding and fits its window: ${name}`, async () => {
          const page = await visit.open({ colorScheme, viewport, locale });
          await inspect(page, `fcm-emulator-${name}-empty`);
          await seed();
          // Now the page listens, so that it sees what is refused.
          await visit.send({ fid: 'unknown', badge: 1, notification: { title: 'Bad' } });
          await page.locator('.card.refused').waitFor();
          await inspect(page, `fcm-emulator-${name}-messages`);
          await page.locator('.json summary').first().click();
          if (viewport === PHONE) await page.locator('.views button').nth(1).click();
          await page.locator('.new-device summary').click();
          await inspect(page, `fcm-emulator-${name}-devices`);
          if (viewport !== PHONE) return;
          await page.locator('.views button').nth(2).click();
          await inspect(page, `fcm-emulator-${name}-faults`);
        });
      }
    }
  }
});

const comment = (token: string, title: string, body: string) => ({
  token,
  notification: { title, body },
  data: { type: 'comment', title, body, postId: 'post-1', commentId: 'c-42' },
  android: { priority: 'HIGH', ttl: '14400s', notification: { tag: 'c-42' } },
  apns: {
    headers: { 'apns-collapse-id': 'c-42', 'apns-priority': '10' },
    payload: { aps: { 'thread-id': 'post-1', sound: 'default', badge: 3 } },
  },
});

/** Writes a screenshot, and fails on what axe-core finds and on a page wider than its window. */
async function inspect(page: Page, name: string): Promise<void> {
  await screenshot(page, name);
  await assertAccessible(page);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.equal(overflow, 0, 'the page scrolls sideways');
}
