const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export const isLocalHostname = (hostname: string): boolean => LOOPBACK.test(hostname);

/** Returns whether a page's origin, as browsers send it, belongs to this machine. */
export const isLocalOrigin = (origin: string): boolean =>
  URL.canParse(origin) && isLocalHostname(new URL(origin).hostname);
