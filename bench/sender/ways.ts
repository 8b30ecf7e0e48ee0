import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { Agent } from 'node:https';
import { initializeApp } from 'firebase-admin/app';
import { getMessaging, type Messaging } from 'firebase-admin/messaging';
import { createFcmSender } from '../../functions/src/fcm/fcm-sender.ts';
import { leadHttp2To } from '../fcm/lead-http2.ts';
import { CERTIFIED_HOST } from '../fcm/running-fcm.ts';

/** Sends one notification to each token. Returns how many FCM accepted. */
export type Send = (tokens: readonly string[]) => Promise<number>;
/** Prepares a way of sending to the local server. */
type OpenWay = (port: number) => Send;

const PROJECT_ID = 'bench';
/** A comment's push of a typical length. */
const PAYLOAD = {
  notification: { title: 'New comment from Mina', body: 'The second picture is my favourite.' },
  data: { type: 'comment', postId: 'post-1', commentId: 'comment-1', authorId: 'mina' },
};

/** Longer than any run, in seconds. */
const TOKEN_LIFE_SECONDS = 3600;
/** Concurrent sockets of `send`. More are not faster here. */
const MAX_SOCKETS = 200;
/** The limit of our sender, so that bare HTTP/2 has the same. */
const STREAMS = 100;
const MAX_CONNECTIONS = 10;

/** `sendEach` as in its documentation. */
const sendEach: OpenWay = (port) => {
  leadHttp2To(port);
  const messaging = adminMessaging();
  return async (tokens) => {
    const messages = tokens.map((token) => ({ token, ...PAYLOAD }));
    return (await messaging.sendEach(messages)).successCount;
  };
};

/** `send` with an agent that keeps its connections open, over HTTP/1.1. */
const send: OpenWay = (port) => {
  const server = { host: '127.0.0.1', port, servername: CERTIFIED_HOST };
  const messaging = adminMessaging(
    new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS, ...server }),
  );
  return async (tokens) => {
    const sent = await Promise.allSettled(
      tokens.map((token) => messaging.send({ token, ...PAYLOAD })),
    );
    return sent.filter(({ status }) => status === 'fulfilled').length;
  };
};

const ours: OpenWay = (port) => {
  const sender = createFcmSender({
    origin: `https://${CERTIFIED_HOST}:${port}`,
    projectId: PROJECT_ID,
    accessTokens: { current: async () => 'owner', drop() {} },
  });
  return async (tokens) => {
    const answers = await Promise.all(
      tokens.map((token) => sender.send({ to: { token }, payload: PAYLOAD })),
    );
    return answers.filter((answer) => 'status' in answer && answer.status === 200).length;
  };
};

/** The minimum for Node.js: no timeout, no repeats, no reading of errors. */
const bareHttp2: OpenWay = (port) => {
  const connections: { session: ClientHttp2Session; streams: number }[] = [];

  /** Returns a connection with a free stream, or the one with the fewest streams at the limit. */
  function pick() {
    const free = connections.find(({ streams }) => streams < STREAMS);
    if (free !== undefined) return free;
    if (connections.length === MAX_CONNECTIONS) {
      return connections.reduce((a, b) => (b.streams < a.streams ? b : a));
    }
    const session = connect(`https://${CERTIFIED_HOST}:${port}`, {
      peerMaxConcurrentStreams: STREAMS,
    });
    const connection = { session, streams: 0 };
    connections.push(connection);
    return connection;
  }

  function sendOne(token: string): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const connection = pick();
    connection.streams += 1;
    const stream = connection.session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: `/v1/projects/${PROJECT_ID}/messages:send`,
      authorization: 'Bearer owner',
      'content-type': 'application/json',
    });
    let isAccepted = false;
    stream.on('response', (headers) => {
      isAccepted = Number(headers[constants.HTTP2_HEADER_STATUS]) === 200;
    });
    stream.on('error', () => {});
    stream.on('close', () => {
      connection.streams -= 1;
      resolve(isAccepted);
    });
    stream.resume();
    stream.end(JSON.stringify({ message: { token, ...PAYLOAD } }));
    return promise;
  }

  return async (tokens) => {
    const accepted = await Promise.all(tokens.map(sendOne));
    return accepted.filter(Boolean).length;
  };
};

/** Returns firebase-admin, with an access token that needs no network. */
function adminMessaging(httpAgent?: Agent): Messaging {
  const getAccessToken = async () => ({ access_token: 'owner', expires_in: TOKEN_LIFE_SECONDS });
  const options = { projectId: PROJECT_ID, credential: { getAccessToken } };
  return getMessaging(initializeApp({ ...options, ...(httpAgent && { httpAgent }) }));
}

export const WAYS = { sendEach, send, ours, bareHttp2 } as const;
