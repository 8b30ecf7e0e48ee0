import type { Agent } from 'node:http';
import { initializeApp } from 'firebase-admin/app';
import { getMessaging, type Messaging } from 'firebase-admin/messaging';
import { PROJECT_ID } from './way.ts';

/** An hour, s: longer than any run, as in production. */
const TOKEN_LIFE_SECONDS = 3600;

/** firebase-admin's messaging with an access token that needs no network. */
export function adminMessaging(httpAgent?: Agent): Messaging {
  const app = initializeApp({
    projectId: PROJECT_ID,
    credential: {
      getAccessToken: async () => ({ access_token: 'owner', expires_in: TOKEN_LIFE_SECONDS }),
    },
    ...(httpAgent && { httpAgent }),
  });
  return getMessaging(app);
}
