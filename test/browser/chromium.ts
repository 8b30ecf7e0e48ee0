import { type Browser, chromium } from 'playwright-core';
import { browserPath } from './browser-path.ts';

/** The bundled Chromium's own arguments switch web security off: they stay away. */
export async function launchChromium(
  environment: Readonly<Record<string, string>> = {},
): Promise<Browser> {
  return chromium.launch({
    env: { ...process.env, ...environment },
    executablePath: await browserPath(),
    // Root in a container has no sandbox; without hinting, text is as wide on every machine.
    args: ['--no-sandbox', '--font-render-hinting=none'],
  });
}
