import { meetEmulator } from './emulator-run.ts';

/** Subscribes with the emulator's key instead of the app's own, whose private part Google has. */
export async function useBrowserPushService(origin: string): Promise<void> {
  const applicationServerKey = await meetEmulator(origin, unsubscribeAll);
  const { subscribe } = PushManager.prototype;
  PushManager.prototype.subscribe = function (options) {
    return subscribe.call(this, { ...options, applicationServerKey });
  };
}

async function unsubscribeAll(): Promise<void> {
  for (const { pushManager } of await navigator.serviceWorker.getRegistrations()) {
    await (await pushManager.getSubscription())?.unsubscribe();
  }
}
