import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Chromium as it comes with `npm ci`. Its own arguments switch web security off: they stay away. */
export async function launchChromium(
  environment: Readonly<Record<string, string>> = {},
): Promise<Browser> {
  return playwright.launch({
    env: { ...process.env, ...environment },
    executablePath: await chromium.executablePath(),
    // Root in a container has no sandbox; without hinting, text is as wide on every machine.
    args: ['--no-sandbox', '--font-render-hinting=none'],
  });
}
