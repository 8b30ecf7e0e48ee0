import { leadHttp2To } from '../lead-http2.ts';
import { requireAs } from '../peers.ts';
import { APP_OPTIONS } from './admin-messaging.ts';
import { type OpenWay, PAYLOAD } from './way.ts';

interface PushNotifications {
  send(
    tokens: readonly string[],
    data: unknown,
  ): Promise<readonly { method: string; success: number }[]>;
}

const PEER = 'node-pushnotifications';

/** It makes an app of its firebase-admin for each call. */
export const open: OpenWay = ({ http2 }) => {
  leadHttp2To(http2);
  const load = requireAs(PEER);
  const Notifications = load(PEER);
  const push: PushNotifications = new Notifications({
    fcm: { appName: 'bench', ...APP_OPTIONS },
    isAlwaysUseFCM: true,
  });
  const { title, body } = PAYLOAD.notification;
  return {
    async send(tokens) {
      const results = await push.send(tokens, { title, body, custom: PAYLOAD.data });
      return results.reduce((sum, { success }) => sum + success, 0);
    },
  };
};
