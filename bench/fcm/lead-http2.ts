import http2 from 'node:http2';
import { syncBuiltinESMExports } from 'node:module';
import { connect } from 'node:tls';
import { CERTIFIED_HOST } from './running-fcm.ts';

const FCM = 'fcm.googleapis.com';

/**
 * Redirects this process's HTTP/2 connections for FCM to the local server, because FCM's address is
 * a constant in `sendEach`. `sendEach` also names the scheme `https:`, which FCM accepts. Node's
 * server accepts only `https`.
 */
export function leadHttp2To(port: number): void {
  const original = http2.connect;
  const toServer: typeof http2.connect = (authority, ...rest) => {
    if (new URL(authority).host !== FCM) {
      return Reflect.apply(original, http2, [authority, ...rest]);
    }
    const session = original(authority, {
      createConnection: () =>
        connect({ host: '127.0.0.1', port, servername: CERTIFIED_HOST, ALPNProtocols: ['h2'] }),
    });
    const request = session.request.bind(session);
    session.request = (headers, options) =>
      request({ ...headers, [http2.constants.HTTP2_HEADER_SCHEME]: 'https' }, options);
    return session;
  };
  Object.defineProperty(http2, 'connect', { value: toServer });
  syncBuiltinESMExports();
}
