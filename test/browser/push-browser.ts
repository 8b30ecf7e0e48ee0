import { once } from 'node:events';
import { mkdtempDisposable } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page, type Worker } from 'playwright-core';
import { until } from '../e2e/until.ts';
import { browserPath, installedBrowser } from './chromium.ts';
import {
  standInForBadge,
  standInForNotifications,
  standInForPermission,
} from './stand-in-notifications.ts';

/** Hosts to which Chromium itself connects, for forms and its account. No flag stops it. */
const OF_CHROMIUM = ['content-autofill.googleapis.com:443', 'accounts.google.com:443'];

/**
 * A browser in which pages can show notifications. A test sends pushes to its service workers. It
 * is a full Chromium if the machine has one. The bundled one cannot show notifications, so they go
 * to a list instead.
 */
export class PushBrowser implements AsyncDisposable {
  readonly context: BrowserContext;
  /** Requests of its pages and workers to other machines. */
  readonly asked: readonly string[];
  /** Whether it shows real notifications. */
  readonly full = installedBrowser() !== undefined;
  readonly #resources: AsyncDisposableStack;

  private constructor(
    context: BrowserContext,
    asked: readonly string[],
    resources: AsyncDisposableStack,
  ) {
    this.context = context;
    this.asked = asked;
    this.#resources = resources;
  }

  static async launch(): Promise<PushBrowser> {
    await using starting = new AsyncDisposableStack();
    const profile = starting.use(await mkdtempDisposable(join(tmpdir(), 'browser-')));
    const asked: string[] = [];
    const proxy = starting.adopt(await outside(asked), (server) => void server.close());
    const full = installedBrowser();
    const context = await chromium.launchPersistentContext(profile.path, {
      executablePath: full ?? (await browserPath()),
      headless: full === undefined,
      viewport: { width: 1280, height: 900 },
      locale: 'en-GB',
      args: [
        // Requests to other machines go to a proxy that records them.
        `--proxy-server=127.0.0.1:${(proxy.address() as AddressInfo).port}`,
        // Otherwise the browser looks for updates and registers at Google's push service.
        '--component-updater=url-source=http://127.0.0.1/',
        '--gcm-checkin-url=http://127.0.0.1/',
        '--no-sandbox',
        '--font-render-hinting=none',
        ...(full === undefined ? [] : ['--headless=new']),
      ],
    });
    starting.defer(() => context.close());
    return new PushBrowser(context, asked, starting.move());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#resources.disposeAsync();
  }

  /** Permits pages of this origin to show notifications. */
  async allow(origin: string): Promise<void> {
    if (this.full) await this.context.grantPermissions(['notifications'], { origin });
    else await this.context.addInitScript(standInForPermission);
  }

  /** Returns the service worker of an origin when it is running. */
  async #worker(origin: string): Promise<Worker> {
    const worker = await until('a service worker runs', async () =>
      this.context.serviceWorkers().find((each) => each.url().startsWith(origin)),
    );
    await worker.evaluate(standInForBadge);
    if (!this.full) await worker.evaluate(standInForNotifications);
    return worker;
  }

  /** Returns the number on the app's icon, as the worker of this origin has set it. */
  async badge(origin: string): Promise<number | undefined> {
    const worker = await this.#worker(origin);
    return worker.evaluate(() => (globalThis as { badge?: number }).badge);
  }

  /** Returns title, body and tag of each notification that the worker of this origin shows. */
  async shown(origin: string): Promise<string[][]> {
    const worker = await this.#worker(origin);
    return worker.evaluate(async () => {
      const { registration } = globalThis as unknown as ServiceWorkerGlobal;
      const shown = await registration.getNotifications();
      return shown.map(({ title, body, tag }) => [title, body, tag]).sort();
    });
  }

  /** Clicks a notification. Returns what the worker did with the app's windows. */
  async click(origin: string, title: string): Promise<string[]> {
    const worker = await this.#worker(origin);
    return worker.evaluate(async (wanted) => {
      const self = globalThis as unknown as ServiceWorkerGlobal;
      const shown = await self.registration.getNotifications();
      const notification = shown.find((each) => each.title === wanted);
      if (notification === undefined) throw new Error(`There is no notification "${wanted}".`);
      // Only a user's click may open and focus windows, and only its event accepts waitUntil.
      const done: string[] = [];
      self.clients.openWindow = async (url) => {
        done.push(`opened ${url}`);
        return null;
      };
      self.WindowClient.prototype.focus = async function () {
        done.push('focused');
        return this;
      };
      const work: Promise<unknown>[] = [];
      const event = Object.defineProperties(new Event('notificationclick'), {
        notification: { value: notification },
        waitUntil: { value: (each: Promise<unknown>) => work.push(each) },
      });
      self.dispatchEvent(event);
      await Promise.all(work);
      return done;
    }, title);
  }

  /**
   * Closes the app of this origin. From then on, pushes wait at the emulator's push service. The
   * returned function gives the worker the next push of a type.
   */
  async closeApp(page: Page, origin: string): Promise<(type: string) => Promise<void>> {
    const endpoint = await page.evaluate(async () => {
      const [registration] = await navigator.serviceWorker.getRegistrations();
      return (await registration?.pushManager.getSubscription())?.endpoint ?? '';
    });
    await page.goto('about:blank');
    const worker = await this.#worker(origin);
    await until('no page is open', () =>
      worker.evaluate(async () => {
        const { clients } = globalThis as unknown as ServiceWorkerGlobal;
        return (await clients.matchAll({ includeUncontrolled: true })).length === 0;
      }),
    );
    const ending = new AbortController();
    this.#resources.defer(() => ending.abort());
    const { body } = await fetch(endpoint, { signal: ending.signal });
    const pushes = pushesOf(body);
    return async (type) => {
      for (;;) {
        const { value: text, done } = await pushes.next();
        if (done) throw new Error('The push service has ended the stream.');
        if (JSON.parse(text).data.type === type) return this.#push(page, origin, text);
      }
    };
  }

  /** Pushes a text to the worker, as a browser's push service does, and waits for its reaction. */
  async #push(page: Page, origin: string, data: string): Promise<void> {
    const session = await this.context.newCDPSession(page);
    const registrationId = new Promise<string>((resolve) => {
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const found = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin));
        if (found !== undefined) resolve(found.registrationId);
      });
    });
    await session.send('ServiceWorker.enable');
    const completed = await this.#watch(page, 'pushMessaging', 'Push event completed');
    await session.send('ServiceWorker.deliverPushMessage', {
      origin,
      registrationId: await registrationId,
      data,
    });
    await completed();
    await session.detach();
  }

  /**
   * Watches for the next notification of a page. The returned function resolves when it is displayed.
   * Chromium loses a notification if somebody lists the notifications while it is being displayed.
   */
  watchNotification(page: Page): Promise<() => Promise<void>> {
    return this.#watch(page, 'notifications', 'Notification displayed');
  }

  async #watch(
    page: Page,
    service: 'pushMessaging' | 'notifications',
    eventName: string,
  ): Promise<() => Promise<void>> {
    const session = await this.context.newCDPSession(page);
    // Otherwise Chromium first repeats the events that it has recorded.
    await session.send('BackgroundService.clearEvents', { service });
    const happened = new Promise<void>((resolve) => {
      session.on('BackgroundService.backgroundServiceEventReceived', (event) => {
        if (event.backgroundServiceEvent.eventName === eventName) resolve();
      });
    });
    await session.send('BackgroundService.setRecording', { service, shouldRecord: true });
    await session.send('BackgroundService.startObserving', { service });
    return async () => {
      await happened;
      await session.detach();
    };
  }
}

/** The properties of a service worker that TypeScript's types for pages do not have. */
interface ServiceWorkerGlobal {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    openWindow(url: string): Promise<null>;
    matchAll(which: { readonly includeUncontrolled: boolean }): Promise<readonly unknown[]>;
  };
  readonly WindowClient: { readonly prototype: { focus(): Promise<unknown> } };
  dispatchEvent(event: Event): boolean;
}

/** Reads the pushes of a subscription at the emulator's push service, as a browser does. */
async function* pushesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>> | null) {
  let unread = '';
  for await (const text of stream?.pipeThrough(new TextDecoderStream()) ?? []) {
    unread += text;
    const events = unread.split('\n\n');
    unread = events.pop() ?? '';
    for (const event of events) {
      const [, push] = /event: push\ndata: (.*)/.exec(event) ?? [];
      if (push !== undefined) yield String(JSON.parse(push));
    }
  }
}

/** A proxy that records requests and forwards nothing. */
async function outside(asked: string[]): Promise<Server> {
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    response.writeHead(502).end();
  });
  server.on('connect', ({ url = '' }, socket) => {
    if (!OF_CHROMIUM.includes(String(url))) asked.push(String(url));
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
