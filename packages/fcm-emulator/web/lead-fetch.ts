/**
 * Redirects requests of `fetch`.
 *
 * @param lead returns the new URL, or undefined to leave the request unchanged
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
