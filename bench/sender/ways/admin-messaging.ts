import type { Agent } from 'node:http';
import { initializeApp } from 'firebase-admin/app';
import { getMessaging, type Messaging } from 'firebase-admin/messaging';
import { PROJECT_ID } from './way.ts';

/** An hour, s: longer than any run, as in production. */
const TOKEN_LIFE_SECONDS = 3600;

/** With an access token that needs no network. */
export const APP_OPTIONS = {
  projectId: PROJECT_ID,
  credential: {
    getAccessToken: async () => ({ access_token: 'owner', expires_in: TOKEN_LIFE_SECONDS }),
  },
};

export function adminMessaging(httpAgent?: Agent): Messaging {
  return getMessaging(initializeApp({ ...APP_OPTIONS, ...(httpAgent && { httpAgent }) }));
}
