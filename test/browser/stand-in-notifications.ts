// What a browser lacks; each runs in it and can use nothing from around it.

/** In a page: they are allowed, and go nowhere. */
export function standInForPermission(): void {
  // There are no service workers on a page that is none of a site's.
  if (!('ServiceWorkerRegistration' in globalThis)) return;
  Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
  Notification.requestPermission = async () => 'granted';
  ServiceWorkerRegistration.prototype.showNotification = async () => {};
  ServiceWorkerRegistration.prototype.getNotifications = async () => [];
}

/** In a service worker, once: a list instead of the browser's notification centre. */
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

/** In a service worker: the number on the app's icon, of which no headless browser has one. */
export function standInForBadge(): void {
  navigator.setAppBadge = async (badge) => {
    Object.assign(globalThis, { badge });
  };
}
