import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { property, RunningEmulator } from '../../packages/fcm-emulator/test/running-emulator.ts';

const PAGE_CONFIG = new URL('../../packages/fcm-emulator/page/vite.config.ts', import.meta.url);

/** Builds the page. The emulator serves the last build. */
export async function buildEmulatorPage(): Promise<void> {
  await build({ configFile: fileURLToPath(PAGE_CONFIG), logLevel: 'error' });
}

/** An FCM emulator for one test, and its page. */
export class EmulatorVisit implements AsyncDisposable {
  readonly page: Page;
  emulator: RunningEmulator;
  readonly #problems: string[] = [];

  private constructor(page: Page, emulator: RunningEmulator) {
    this.page = page;
    this.emulator = emulator;
    page.on('pageerror', (error) => this.#problems.push(error.message));
    page.on('request', (request) => {
      const url = request.url();
      const isOwn = url.startsWith(emulator.origin) || url.startsWith('data:');
      if (!isOwn) this.#problems.push(`The page asked for ${url}.`);
    });
  }

  /** Opens the page. Resolves when it is connected. */
  static async open(context: BrowserContext): Promise<EmulatorVisit> {
    const visit = new EmulatorVisit(await context.newPage(), await RunningEmulator.start());
    await visit.page.goto(visit.emulator.origin);
    await visit.page.locator('.chip.good').waitFor();
    return visit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
    await this.emulator.close();
    assert.deepEqual(this.#problems, []);
  }

  async newDevice(device: object): Promise<string> {
    const { body } = await this.emulator.control('POST', 'devices', device);
    return String(property(body, 'token'));
  }

  async send(message: object): Promise<number> {
    return (await this.emulator.send(message)).status;
  }
}
