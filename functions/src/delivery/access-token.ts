import type { Credential } from 'firebase-admin/app';

/** Renewed this long before it ends, ms, so that no request carries one that ends on the way. */
const MARGIN_MS = 5 * 60_000;

/** The OAuth token of a credential, kept until shortly before it ends; concurrent calls share one. */
export function cachedAccessToken(
  credential: Credential,
  now: () => number = Date.now,
): () => Promise<string> {
  let current: Promise<string> | undefined;
  let endsAt = 0;

  return () => {
    if (current !== undefined && now() < endsAt - MARGIN_MS) return current;
    const fresh = credential.getAccessToken().then((token) => {
      endsAt = now() + token.expires_in * 1000;
      return token.access_token;
    });
    endsAt = Number.POSITIVE_INFINITY;
    fresh.catch(() => {
      endsAt = 0;
    });
    current = fresh;
    return fresh;
  };
}
