import { randomBytes } from 'node:crypto';
import { newInstallationId } from './device-registry.ts';

/** As long as Google's hold, in seconds: a week. */
const AUTH_TOKEN_SECONDS = 604_800;
const SECRET_BYTES = 32;

/** An app in one browser, as its auth token says. */
export interface Installation {
  readonly fid: string;
  readonly appId: string;
}

/** Where a browser's push service takes messages, and what they are encrypted for. */
export interface WebSubscription {
  readonly endpoint: string;
  /** Base64url, as a browser's `PushSubscription` has them. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

export interface WebRegistration extends WebSubscription {
  /** The sender ID: the number of the project whose app it is. */
  readonly sender: string;
}

export interface AuthToken {
  readonly token: string;
  /** Such as `604800s`. */
  readonly expiresIn: string;
}

interface Known extends Installation {
  readonly refreshToken: string;
}

export class Installations {
  readonly #known = new Map<string, Known>();
  readonly #deleted = new Set<string>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** @param fid the app's own choice; without one it gets one */
  create(appId: string, fid = newInstallationId()) {
    const known = { fid, appId, refreshToken: `3_${secret()}` };
    this.#known.set(fid, known);
    this.#deleted.delete(fid);
    return { fid, refreshToken: known.refreshToken, authToken: this.#authToken(known) };
  }

  /** Whether the refresh token is this installation's; undefined where there is no such installation. */
  owns(fid: string, refreshToken: string): boolean | undefined {
    const known = this.#known.get(fid);
    return known && known.refreshToken === refreshToken;
  }

  newAuthToken(fid: string): AuthToken | undefined {
    const known = this.#known.get(fid);
    return known && this.#authToken(known);
  }

  delete(fid: string): void {
    this.#known.delete(fid);
    this.#deleted.add(fid);
  }

  /**
   * Whose auth token it is; undefined for none, one that has run out, and that of a deleted
   * installation. The token itself says so, unsigned, as any bearer token is good here: a browser
   * keeps it for a week, through restarts of the emulator.
   */
  authenticate(token: string): Installation | undefined {
    const claims = claimsOf(token);
    if (claims === undefined || this.#deleted.has(claims.fid)) return undefined;
    return claims.exp * 1000 > this.#now().getTime() ? claims : undefined;
  }

  #authToken({ fid, appId }: Known): AuthToken {
    const exp = Math.floor(this.#now().getTime() / 1000) + AUTH_TOKEN_SECONDS;
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'ES256', typ: 'JWT' })}.${part({ appId, exp, fid })}.${secret()}`;
    return { token, expiresIn: `${AUTH_TOKEN_SECONDS}s` };
  }
}

const secret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

function claimsOf(token: string): (Installation & { readonly exp: number }) | undefined {
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'),
    );
    return isClaims(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

const isClaims = (claims: unknown): claims is Installation & { exp: number } =>
  typeof claims === 'object' &&
  claims !== null &&
  'fid' in claims &&
  typeof claims.fid === 'string' &&
  'appId' in claims &&
  typeof claims.appId === 'string' &&
  'exp' in claims &&
  typeof claims.exp === 'number';
