const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a hostname, as a URL has it, is one of this machine's own. */
export const isLocalHostname = (hostname: string): boolean => LOOPBACK.test(hostname);

/** Whether a page's origin, as browsers send it, is one of this machine. */
export const isLocalOrigin = (origin: string): boolean =>
  URL.canParse(origin) && isLocalHostname(new URL(origin).hostname);
