// Replacements for missing features of a browser. Each runs in the browser and uses nothing outside
// itself.

/** In a page: notifications are allowed, but not shown. */
export function standInForPermission(): void {
  // A blank page has no service workers.
  if (!('ServiceWorkerRegistration' in globalThis)) return;
  Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
  Notification.requestPermission = async () => 'granted';
  ServiceWorkerRegistration.prototype.showNotification = async () => {};
  ServiceWorkerRegistration.prototype.getNotifications = async () => [];
}

/** In a service worker, once: a list replaces the browser's notifications. */
export function standInForNotifications(): void {
  const { registration } = globalThis as unknown as {
    readonly registration: ServiceWorkerRegistration & { standsIn?: boolean };
  };
  if (registration.standsIn === true) return;
  registration.standsIn = true;
  const shown: Notification[] = [];
  const remove = (one: Notification | undefined) => {
    if (one !== undefined && shown.includes(one)) shown.splice(shown.indexOf(one), 1);
  };
  registration.showNotification = async (title, options = {}) => {
    const { body = '', tag = '', data } = options;
    if (tag !== '') remove(shown.find((each) => each.tag === tag));
    const notification = Object.create(Notification.prototype, {
      title: { value: title },
      body: { value: body },
      tag: { value: tag },
      data: { value: structuredClone(data) },
      close: { value: () => remove(notification) },
    });
    shown.push(notification);
  };
  registration.getNotifications = async () => [...shown];
}

/** In a service worker: stores the number for the app's icon, which headless browsers do not have. */
export function standInForBadge(): void {
  navigator.setAppBadge = async (badge) => {
    Object.assign(globalThis, { badge });
  };
}
