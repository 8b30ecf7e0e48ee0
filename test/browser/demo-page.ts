import assert from 'node:assert/strict';
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Locator,
  Page,
} from 'playwright-core';
import { ADDRESSES } from '../../tools/launcher/addresses.ts';
import { WIDE } from './inspect.ts';
import { standInForPermission } from './stand-in-notifications.ts';

export const ADDRESS = `http://${ADDRESSES.hosting}`;
const THIS_MACHINE = new Set(['127.0.0.1', 'localhost']);

/** A function's process takes seconds to start, and its first call more. In milliseconds. */
const PATIENCE_MS = 30_000;

/** Returns all text of the element, even text that is not in view. */
export const textOf = async (locator: Locator): Promise<string> =>
  (await locator.textContent()) ?? '';

/** One of the two phones of the demo. */
class PhoneOnPage {
  readonly view: Locator;
  readonly controls: Locator;
  readonly pushes: Locator;

  constructor(page: Page, id: 'android' | 'iphone') {
    this.view = page.locator(`#${id}`);
    this.controls = page.locator(`section:has(> #${id}-controls)`);
    this.pushes = this.view.locator('.push');
  }

  /** Writes a comment in the phone's app, which must be open. */
  async comment(text: string): Promise<void> {
    await this.view.locator('input').fill(text);
    await this.view.page().keyboard.press('Enter');
  }

  /** Waits until the phone has buzzed this many times since the app was installed. */
  async buzzes(times: number): Promise<void> {
    await this.view.locator(`[data-buzzes="${times}"]`).waitFor();
  }

  /** Presses a button, on the phone itself or beside it. */
  async press(name: string): Promise<void> {
    await this.view.or(this.controls).getByRole('button', { name, exact: true }).click();
  }

  async turn(name: string, on: boolean): Promise<void> {
    await this.controls.getByRole('checkbox', { name, checked: !on }).click();
    // Until the database has stored the change, the page can show the old state again.
    await this.controls.getByRole('checkbox', { name, checked: on }).waitFor();
  }
}

/** The demo in a browser context. It has its own users and post. */
export class DemoPage implements AsyncDisposable {
  readonly page: Page;
  readonly android: PhoneOnPage;
  readonly iphone: PhoneOnPage;
  /** Errors of the page, and its requests to other machines. */
  readonly #problems: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', ({ message }) => this.#problems.push(message));
    page.on('request', (request) => {
      const { hostname } = new URL(request.url());
      if (!THIS_MACHINE.has(hostname)) this.#problems.push(`asked for ${request.url()}`);
    });
    this.android = new PhoneOnPage(page, 'android');
    this.iphone = new PhoneOnPage(page, 'iphone');
  }

  /** Opens the demo and waits until both phones are registered. */
  static async open(browser: Browser, options: BrowserContextOptions = {}): Promise<DemoPage> {
    const context = await browser.newContext({ viewport: WIDE, locale: 'en-GB', ...options });
    await context.addInitScript(standInForPermission);
    return DemoPage.openIn(context);
  }

  static async openIn(context: BrowserContext): Promise<DemoPage> {
    context.setDefaultTimeout(PATIENCE_MS);
    const demo = new DemoPage(await context.newPage());
    await demo.page.goto(ADDRESS);
    await demo.saved('mina', 'android').waitFor();
    await demo.saved('joon', 'iphone').waitFor();
    return demo;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
    assert.deepEqual(this.#problems, []);
  }

  /** A device of a user, as the server stores it. */
  saved(person: 'mina' | 'joon', device: 'android' | 'iphone' | 'laptop'): Locator {
    return this.page.locator(`[data-person="${person}"] [data-device="${device}"]`);
  }

  /** What the server did for the comment with this text. */
  delivery(text: string): Locator {
    return this.page.locator('.delivery', { hasText: text });
  }

  /** The same, after nothing is pending any more. */
  async delivered(text: string): Promise<Locator> {
    const delivery = this.delivery(text);
    await delivery.and(this.page.locator('[data-state="done"]')).waitFor();
    return delivery;
  }
}
