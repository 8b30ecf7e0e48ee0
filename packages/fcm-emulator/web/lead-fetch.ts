/**
 * Leads what is fetched elsewhere; all else goes where it went.
 *
 * @param lead gives the URL in place of one, or undefined for one that stays
 */
export function leadFetch(lead: (url: URL) => string | undefined): void {
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const request = input instanceof Request ? input : undefined;
    const place = [request?.url ?? String(input), globalThis.location?.href] as const;
    const led = URL.canParse(...place) ? lead(new URL(...place)) : undefined;
    if (led === undefined) return fetch(input, init);
    return fetch(request === undefined ? led : new Request(led, request), init);
  };
}
