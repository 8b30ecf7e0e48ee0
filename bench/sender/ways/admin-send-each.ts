import { leadHttp2To } from '../lead-http2.ts';
import { adminMessaging } from './admin-messaging.ts';
import { type OpenWay, PAYLOAD } from './way.ts';

/** `sendEach` as its documentation says. */
export const open: OpenWay = ({ http2 }) => {
  leadHttp2To(http2);
  const messaging = adminMessaging();
  return {
    async send(tokens) {
      const { successCount } = await messaging.sendEach(
        tokens.map((token) => ({ token, ...PAYLOAD })),
      );
      return successCount;
    },
  };
};
