import webPush from 'web-push';
import type { WebSubscription } from '../state/web-registrations.ts';
import type { WebPush } from './web-message.ts';

/** A push service that takes longer is given up. Milliseconds. */
const TIMEOUT_MS = 10_000;
/** Whom a push service may write to about its sender: nobody, as nothing here is in production. */
const SUBJECT = 'mailto:nobody@localhost.invalid';

/** The key pair by which the emulator signs what it sends; browsers subscribe with the public one. */
export type VapidKeys = webPush.VapidKeys;

export const newVapidKeys = (): VapidKeys => webPush.generateVAPIDKeys();

/** Sends it to the push service of a browser; answers the status. Rejects where none answers. */
export async function sendWebPush(
  vapidKeys: VapidKeys,
  subscription: WebSubscription,
  { payload, ttlSeconds, urgency, topic }: WebPush,
): Promise<number> {
  // The library's own request would be HTTPS alone, and a push service for tests speaks plain HTTP.
  const { endpoint, method, headers, body } = webPush.generateRequestDetails(
    { ...subscription },
    JSON.stringify(payload),
    {
      vapidDetails: { ...vapidKeys, subject: SUBJECT },
      contentEncoding: 'aes128gcm',
      TTL: ttlSeconds,
      urgency,
      ...(topic !== undefined && { topic }),
    },
  );
  const { status } = await fetch(endpoint, {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    body: new Uint8Array(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return status;
}
