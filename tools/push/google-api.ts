import { applicationDefault } from 'firebase-admin/app';
import { at } from './json-path.ts';

/** An answer of a Google API or an emulator; no status where none came. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

/** Asks with the credentials of whoever runs this. Never throws. */
export type Ask = (url: string, post?: unknown) => Promise<Answer>;

/** Past that an API counts as out of reach, ms. */
const LIMIT_MS = 20_000;

export const LOGIN = 'gcloud auth application-default login';

/** Of whoever runs this; undefined where nobody is logged in. */
export async function accessToken(): Promise<string | undefined> {
  // Google's libraries otherwise look for a cloud around them, which takes seconds on a laptop.
  process.env.METADATA_SERVER_DETECTION ??= 'none';
  const found = await applicationDefault()
    .getAccessToken()
    .catch(() => undefined);
  return found?.access_token;
}

/** @param project whose quota a person's own credentials use; Google's APIs insist on one */
export function askWith(accessToken: string, project: string): Ask {
  return async (url, post) => {
    try {
      const response = await fetch(url, {
        method: post === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${accessToken}`,
          'content-type': 'application/json',
          'x-goog-user-project': project,
        },
        ...(post !== undefined && { body: JSON.stringify(post) }),
        signal: AbortSignal.timeout(LIMIT_MS),
      });
      return { status: response.status, body: await response.json().catch(() => undefined) };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return { body: cause instanceof Error ? cause.message : cause };
    }
  };
}

/** The last part of a resource's name. */
export const idOf = (resource: unknown): string =>
  String(at(resource, 'name')).split('/').at(-1) ?? '';

/** The region of a resource. */
export const regionOf = (resource: unknown): string =>
  /\/locations\/([^/]+)\//.exec(String(at(resource, 'name')))?.[1] ?? '';
