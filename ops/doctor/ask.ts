import { applicationDefault } from 'firebase-admin/app';
import type { Ask } from './finding.ts';

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
