import { setTimeout as delay } from 'node:timers/promises';
import { GoogleAuth } from 'google-auth-library';

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
/** A token is renewed this many milliseconds before it expires, so that it is valid on the way. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** Timeout of a token request in milliseconds. Google usually answers in a few milliseconds. */
const TIMEOUT_MS = 5_000;

export interface AccessToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

/** The OAuth tokens that authenticate us to FCM. */
export interface AccessTokens {
  /** @throws if no token was returned in time */
  current(): Promise<string>;
  /** Forgets a token that FCM has refused. The next request asks for a new one. */
  drop(token: string): void;
}

/** Caches a token until shortly before it expires. Concurrent callers share one request. */
export function cachedAccessTokens(
  request: () => Promise<AccessToken> = requestAccessToken,
  { limitMs = TIMEOUT_MS, now = Date.now }: { limitMs?: number; now?: () => number } = {},
): AccessTokens {
  let cached: AccessToken | undefined;
  let refreshing: Promise<AccessToken> | undefined;

  async function refresh(): Promise<AccessToken> {
    try {
      const timeout = delay(limitMs, undefined, { ref: false });
      const fresh = await Promise.race([request(), timeout]);
      if (fresh === undefined) throw new Error(`no access token within ${limitMs} ms`);
      cached = fresh;
      return fresh;
    } finally {
      refreshing = undefined;
    }
  }

  return {
    async current() {
      if (cached !== undefined && now() < cached.endsAt - RENEW_BEFORE_MS) return cached.token;
      refreshing ??= refresh();
      return (await refreshing).token;
    },
    drop(token) {
      if (cached?.token === token) cached = undefined;
    },
  };
}

/** Makes a new client each time: if a request of a client hangs, all its later calls hang too. */
async function requestAccessToken(): Promise<AccessToken> {
  const client = await new GoogleAuth({ scopes: SCOPE }).getClient();
  const { token } = await client.getAccessToken();
  if (typeof token !== 'string') throw new Error('Google returned no access token');
  return { token, endsAt: client.credentials.expiry_date ?? 0 };
}
