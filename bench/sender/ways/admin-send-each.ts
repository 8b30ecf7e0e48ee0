import http2 from 'node:http2';
import { connect } from 'node:tls';
import { CERTIFIED_HOST } from '../certificate.ts';
import { adminMessaging } from './admin-messaging.ts';
import { type OpenWay, PAYLOAD } from './way.ts';

/** `sendEach` as its documentation says. */
export const open: OpenWay = ({ http2: port }) => {
  leadHttp2To(port);
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

/**
 * `sendEach` has FCM's address built in, and says `https:` where HTTP/2 wants `https`, which FCM
 * lets pass and Node's own server does not.
 */
function leadHttp2To(port: number): void {
  const original = http2.connect;
  const toServer = (authority: string | URL): http2.ClientHttp2Session => {
    const session = original(authority, {
      createConnection: () =>
        connect({
          host: '127.0.0.1',
          port,
          servername: CERTIFIED_HOST,
          ALPNProtocols: ['h2'],
        }),
    });
    const request = session.request.bind(session);
    session.request = (headers, options) =>
      request({ ...headers, [http2.constants.HTTP2_HEADER_SCHEME]: 'https' }, options);
    return session;
  };
  Object.defineProperty(http2, 'connect', { value: toServer });
}
