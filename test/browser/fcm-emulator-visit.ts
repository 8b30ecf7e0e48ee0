import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { type FcmEmulator, startFcmEmulator } from '../../packages/fcm-emulator/src/index.ts';
import { launchChromium } from './chromium.ts';

const PAGE_CONFIG = fileURLToPath(
  new URL('../../packages/fcm-emulator/page/vite.config.ts', import.meta.url),
);

/** Unpacking and starting Chromium, and building the page, on a busy machine. Milliseconds. */
export const START_MS = 180_000;
export const TEST_MS = 90_000;

export const WIDE = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

export interface Visit {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  /** Null for the browser's own. */
  readonly locale?: string | null;
}

/** A browser with the built page before it, and an FCM emulator behind. */
export class EmulatorVisit {
  readonly #browser: Browser;
  #emulator: FcmEmulator;
  readonly #problems: string[] = [];

  private constructor(browser: Browser, emulator: FcmEmulator) {
    this.#browser = browser;
    this.#emulator = emulator;
  }

  /** @param environment the browser's, over this process's own */
  static async start(environment?: Readonly<Record<string, string>>): Promise<EmulatorVisit> {
    await build({ configFile: PAGE_CONFIG, logLevel: 'error' });
    return new EmulatorVisit(await launchChromium(environment), await startEmulator(0));
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#emulator.close();
  }

  /** Closes all pages and starts a new emulator; what went wrong on the pages since the last call. */
  async reset(): Promise<readonly string[]> {
    await Promise.all(this.#browser.contexts().map((context) => context.close()));
    await this.#emulator.close();
    this.#emulator = await startEmulator(0);
    return this.#problems.splice(0);
  }

  /** Stops the emulator until the returned function starts it again, on the same port and empty. */
  async stopEmulator(): Promise<() => Promise<void>> {
    const port = Number(new URL(this.#emulator.origin).port);
    await this.#emulator.close();
    return async () => {
      this.#emulator = await startEmulator(port);
    };
  }

  /** Opens the page, and resolves once it is live. */
  async open({ locale = 'en-US', ...options }: Visit = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: WIDE,
      ...(locale !== null && { locale }),
      reducedMotion: 'reduce',
      ...options,
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => this.#problems.push(error.message));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(this.#emulator.origin) && !url.startsWith('data:')) {
        this.#problems.push(`The page asked for ${url}.`);
      }
    });
    await page.goto(this.#emulator.origin);
    await page.locator('.connection.live').waitFor();
    return page;
  }

  async control(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#emulator.origin}/emulator/v1/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    return response.json();
  }

  /** Resolves with its registration token. */
  async newDevice(device: object): Promise<string> {
    const created = await this.control('POST', 'devices', device);
    if (typeof created !== 'object' || created === null || !('token' in created)) {
      throw new Error('The emulator created no registration token.');
    }
    return String(created.token);
  }

  /** Resolves with the status of the answer. */
  async send(message: object): Promise<number> {
    const { origin } = this.#emulator;
    const { status } = await fetch(`${origin}/v1/projects/comment-push/messages:send`, {
      method: 'POST',
      headers: { authorization: 'Bearer t' },
      body: JSON.stringify({ message }),
    });
    return status;
  }
}

const startEmulator = (port: number): Promise<FcmEmulator> =>
  startFcmEmulator({ port, host: '127.0.0.1', strict: false });
