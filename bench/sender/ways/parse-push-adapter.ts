import { leadHttp2To } from '../lead-http2.ts';
import { requireAs } from '../peers.ts';
import { APP_OPTIONS } from './admin-messaging.ts';
import { type OpenWay, PAYLOAD } from './way.ts';

interface Adapter {
  send(
    data: unknown,
    devices: readonly { deviceToken: string; deviceType: string }[],
  ): Promise<readonly { transmitted: boolean }[]>;
}

const PEER = '@parse/push-adapter';

/** Parse Server's adapter, over the app that it finds in its own firebase-admin. */
export const open: OpenWay = ({ http2 }) => {
  leadHttp2To(http2);
  const load = requireAs(PEER);
  load('firebase-admin/app').initializeApp(APP_OPTIONS);
  load('npmlog').level = 'error';
  const { FCM } = load(PEER);
  const adapter: Adapter = new FCM({ firebaseServiceAccount: {} });
  return {
    async send(tokens) {
      const devices = tokens.map((deviceToken) => ({ deviceToken, deviceType: 'android' }));
      const sent = await adapter.send({ rawPayload: PAYLOAD }, devices);
      return sent.flat().filter(({ transmitted }) => transmitted).length;
    },
  };
};
