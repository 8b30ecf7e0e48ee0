import { Agent } from 'node:https';
import { CERTIFIED_HOST } from '../certificate.ts';
import { adminMessaging } from './admin-messaging.ts';
import { type OpenWay, PAYLOAD } from './way.ts';

/** Sockets at once: more gain nothing here. */
const MAX_SOCKETS = 200;

/** `send` over an agent that keeps its connections, which is HTTP/1.1. */
export const open: OpenWay = ({ http1 }) => {
  const messaging = adminMessaging(
    new Agent({
      keepAlive: true,
      maxSockets: MAX_SOCKETS,
      host: '127.0.0.1',
      port: http1,
      servername: CERTIFIED_HOST,
    }),
  );
  return {
    async send(tokens) {
      const sent = await Promise.allSettled(
        tokens.map((token) => messaging.send({ token, ...PAYLOAD })),
      );
      return sent.filter(({ status }) => status === 'fulfilled').length;
    },
  };
};
