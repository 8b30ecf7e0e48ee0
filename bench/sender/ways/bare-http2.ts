import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { CERTIFIED_HOST } from '../certificate.ts';
import { type OpenWay, PAYLOAD, PROJECT_ID } from './way.ts';

const STREAMS = 100;
const MAX_CONNECTIONS = 10;

/** The least that Node can do: no time-out, no replay, no reading of errors. */
export const open: OpenWay = ({ http2 }) => {
  const sessions: { session: ClientHttp2Session; open: number }[] = [];

  /** The first connection with a stream to spare; past the most of them, the least busy. */
  function pick() {
    const free = sessions.find(({ open }) => open < STREAMS);
    if (free !== undefined) return free;
    if (sessions.length === MAX_CONNECTIONS) {
      return sessions.reduce((a, b) => (b.open < a.open ? b : a));
    }
    const session = connect(`https://${CERTIFIED_HOST}:${http2}`, {
      peerMaxConcurrentStreams: STREAMS,
    });
    const fresh = { session, open: 0 };
    sessions.push(fresh);
    return fresh;
  }

  function sendOne(token: string): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const connection = pick();
    connection.open += 1;
    const stream = connection.session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: `/v1/projects/${PROJECT_ID}/messages:send`,
      authorization: 'Bearer owner',
      'content-type': 'application/json',
    });
    let accepted = false;
    stream.on('response', (headers) => {
      accepted = Number(headers[constants.HTTP2_HEADER_STATUS]) === 200;
    });
    stream.on('error', () => {});
    stream.on('close', () => {
      connection.open -= 1;
      resolve(accepted);
    });
    stream.resume();
    stream.end(JSON.stringify({ message: { token, ...PAYLOAD } }));
    return promise;
  }

  return {
    async send(tokens) {
      const accepted = await Promise.all(tokens.map(sendOne));
      return accepted.filter(Boolean).length;
    },
  };
};
