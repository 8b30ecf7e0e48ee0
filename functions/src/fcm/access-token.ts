import { setTimeout as pass } from 'node:timers/promises';
import { GoogleAuth } from 'google-auth-library';

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
/** Renewed this long before it ends, ms, so that no request carries one that ends on the way. */
const MARGIN_MS = 5 * 60_000;
/** A request for one that takes longer has failed, ms: Google answers in a few of them. */
const LIMIT_MS = 5_000;

export interface AccessToken {
  readonly token: string;
  /** Ms since the epoch. */
  readonly endsAt: number;
}

/** The OAuth tokens by which FCM knows us. */
export interface AccessTokens {
  /** @throws where there is none to be had within the time */
  current(): Promise<string>;
  /** FCM has refused this one: the next request asks for another. */
  drop(token: string): void;
}

/**
 * Keeps a token until shortly before it ends; concurrent requests share one. Nothing is kept of a
 * request that failed or took too long, so that the next one asks anew.
 */
export function cachedAccessTokens(
  request: () => Promise<AccessToken> = requestAccessToken,
  { limitMs = LIMIT_MS, now = Date.now }: { limitMs?: number; now?: () => number } = {},
): AccessTokens {
  let kept: AccessToken | undefined;
  let asking: Promise<AccessToken> | undefined;

  async function ask(): Promise<AccessToken> {
    try {
      const late = pass(limitMs, undefined, { ref: false });
      const fresh = await Promise.race([request(), late]);
      if (fresh === undefined) throw new Error(`no access token within ${limitMs} ms`);
      kept = fresh;
      return fresh;
    } finally {
      asking = undefined;
    }
  }

  return {
    async current() {
      if (kept !== undefined && now() < kept.endsAt - MARGIN_MS) return kept.token;
      asking ??= ask();
      return (await asking).token;
    },
    drop(token) {
      if (kept?.token === token) kept = undefined;
    },
  };
}

/** A new client each time: one whose request hangs hands that request to all that ask it later. */
async function requestAccessToken(): Promise<AccessToken> {
  const client = await new GoogleAuth({ scopes: SCOPE }).getClient();
  const { token } = await client.getAccessToken();
  if (typeof token !== 'string') throw new Error('Google gave no access token');
  return { token, endsAt: client.credentials.expiry_date ?? 0 };
}
