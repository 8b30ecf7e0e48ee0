import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { parseJson } from '../json.ts';
import { newInstallationId } from './device-registry.ts';

/** The same time as Google's: a week, in seconds. */
const AUTH_TOKEN_SECONDS = 604_800;
const SECRET_BYTES = 32;

/** An app in one browser, as its auth token describes it. */
export interface Installation {
  readonly fid: string;
  readonly appId: string;
}

/** The address of a browser at its push service, and the keys to encrypt for it. */
export interface WebRegistration {
  readonly endpoint: string;
  /** Base64url, as in a browser's `PushSubscription`. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
  /** The sender ID: the number of the app's project. */
  readonly sender: string;
}

const Claims = v.object({ fid: v.string(), appId: v.string(), exp: v.number() });

export class Installations {
  readonly #known = new Map<string, Installation & { readonly refreshToken: string }>();
  readonly #deleted = new Set<string>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** @param fid the app's own choice; otherwise a new one is created */
  create(appId: string, fid = newInstallationId()) {
    const refreshToken = `3_${secret()}`;
    this.#known.set(fid, { fid, appId, refreshToken });
    this.#deleted.delete(fid);
    return { fid, refreshToken, authToken: this.newAuthToken({ fid, appId }) };
  }

  get(fid: string): (Installation & { readonly refreshToken: string }) | undefined {
    return this.#known.get(fid);
  }

  delete(fid: string): void {
    this.#known.delete(fid);
    this.#deleted.add(fid);
  }

  newAuthToken({ fid, appId }: Installation) {
    const exp = Math.floor(this.#now().getTime() / 1000) + AUTH_TOKEN_SECONDS;
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'ES256', typ: 'JWT' })}.${part({ appId, exp, fid })}.${secret()}`;
    return { token, expiresIn: `${AUTH_TOKEN_SECONDS}s` };
  }

  /**
   * Returns the installation of an auth token, or undefined if the token is invalid, has expired,
   * or belongs to a deleted installation. The token contains the installation without a signature,
   * because here any token is accepted. So a browser can use it for a week, even after restarts of
   * the emulator.
   */
  authenticate(token: string): Installation | undefined {
    const claims = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    if (!v.is(Claims, claims) || this.#deleted.has(claims.fid)) return undefined;
    return claims.exp * 1000 > this.#now().getTime() ? claims : undefined;
  }
}

const secret = (): string => randomBytes(SECRET_BYTES).toString('base64url');
