/** The property of a page's message to the worker that holds the text of a push. */
export const PAGE_PUSH = 'fcmEmulatorPush';

/** What TypeScript's types of pages lack of a service worker's. */
interface WorkerEvent extends MessageEvent {
  waitUntil(work: Promise<unknown>): void;
}
declare const PushEvent: new (type: 'push', init: { data: string }) => Event;

/** In the worker: a page brings a push, which becomes the event that the SDK waits for. */
export function receivePagePushes(): void {
  globalThis.addEventListener('message', (message) => {
    const { data, waitUntil } = message as WorkerEvent;
    const text: unknown = data?.[PAGE_PUSH];
    if (typeof text !== 'string') return;
    message.stopImmediatePropagation();
    waitUntil.call(message, dispatchPush(text));
  });
}

async function dispatchPush(text: string): Promise<void> {
  const push = new PushEvent('push', { data: text });
  const work: Promise<unknown>[] = [];
  // Of an event that a script made, the browser's own waitUntil throws.
  Object.defineProperty(push, 'waitUntil', { value: (each: Promise<unknown>) => work.push(each) });
  globalThis.dispatchEvent(push);
  await Promise.all(work);
}
