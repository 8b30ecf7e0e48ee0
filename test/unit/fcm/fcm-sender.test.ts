import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants } from 'node:http2';
import type { AccessTokens } from '../../../functions/src/fcm/access-token.ts';
import { createFcmSender, type FcmSender } from '../../../functions/src/fcm/fcm-sender.ts';
import { http2Connections } from '../../../functions/src/fcm/http2.ts';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';
import { Relay } from './http2-relay.ts';
import { accept, answer, CERTIFICATE, type Http2Request, Http2Server } from './http2-server.ts';

/** The timeout of a request in the tests of lost requests, in milliseconds. */
const SHORT_MS = 300;
/** More than the streams of one connection. */
const BATCH = 150;

const payload = { notification: { title: 'Title', body: 'Body' } };
const ACCESS: AccessTokens = { current: async () => 'access', drop() {} };
const tokenOf = (i: number): string => `secret-token-${i}`;

describe('The sender to FCM over HTTP/2', () => {
  let server: Http2Server;
  const closing: { close(): Promise<void> | void }[] = [];

  beforeEach(async () => {
    server = await Http2Server.start();
    closing.push(server);
  });
  afterEach(async () => {
    for (const each of closing.splice(0).reverse()) await each.close();
  });

  type Options = Partial<Parameters<typeof createFcmSender>[0]>;
  function sender(options: Options = {}): FcmSender {
    const created = createFcmSender({
      origin: server.origin,
      projectId: 'p',
      accessTokens: ACCESS,
      ca: CERTIFICATE,
      ...options,
    });
    closing.push(created);
    return created;
  }

  const sendTo = ({ send }: FcmSender, i = 0) => send({ to: { token: tokenOf(i) }, payload });
  const sendBatch = (to: FcmSender, size = BATCH) =>
    Promise.all(Array.from({ length: size }, (_, i) => sendTo(to, i)));

  const failed = (one: Answer) => 'failure' in one;
  const accepted = (one: Answer) => 'status' in one && one.status === 200;
  function assertSilentOnTokens(answers: readonly Answer[]): void {
    assert.doesNotMatch(JSON.stringify(answers), /secret-token/);
  }

  it('sends requests as in FCM’s reference', async () => {
    await sender().send({ to: { fid: 'installation' }, payload, validateOnly: true });
    const [request] = server.requests;
    assert.equal(request?.headers[':path'], '/v1/projects/p/messages:send');
    assert.equal(request.headers.authorization, 'Bearer access');
    assert.deepEqual(request.body, {
      message: { fid: 'installation', ...payload },
      validate_only: true,
    });
  });

  it('loses and repeats nothing when FCM closes connections during a batch', async () => {
    const leaving = new Set<unknown>();
    const processed: string[] = [];
    server.onRequest = ({ stream, session, number, body }) => {
      // The server does not process requests that come after its GOAWAY.
      if (leaving.has(session)) return;
      processed.push(JSON.stringify(body));
      accept(stream);
      if (number % 40 !== 0) return;
      leaving.add(session);
      session.goaway(constants.NGHTTP2_NO_ERROR, stream.id);
    };
    assert.ok((await sendBatch(sender())).every(accepted));
    assert.equal(new Set(processed).size, BATCH);
    assert.equal(processed.length, BATCH);
    assert.ok(server.requests.length > BATCH, 'some were sent again');
  });

  it('gives up a message if the server refuses it each time', async () => {
    server.onRequest = ({ stream }) => stream.close(constants.NGHTTP2_REFUSED_STREAM);
    assert.ok(failed(await sendTo(sender())));
    assert.ok(server.requests.length > 1);
  });

  it('returns a failure for the message whose stream was reset, and only for that', async () => {
    server.onRequest = ({ stream, number }) => {
      if (number % 10 === 0) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
      else accept(stream);
    };
    const answers = await sendBatch(sender(), 50);
    assert.equal(answers.filter(failed).length, 5);
    assert.equal(answers.filter(accepted).length, 45);
    assertSilentOnTokens(answers);
  });

  it('returns failures when the connection is lost, and then connects again', async () => {
    server.onRequest = ({ stream, session, number }) => {
      if (number === 20) session.socket.destroy();
      else if (number < 20) accept(stream);
    };
    const fcm = sender();
    const answers = await sendBatch(fcm, 50);
    assert.ok(answers.some(failed));
    assert.ok(answers.every((each) => failed(each) || accepted(each)));
    assertSilentOnTokens(answers);
    server.onRequest = ({ stream }) => accept(stream);
    assert.ok((await sendBatch(fcm, 50)).every(accepted));
  });

  it('gives up a dead connection, and then connects again', async () => {
    const relay = await Relay.start(server.port);
    closing.push(relay);
    const fcm = sender({ origin: relay.origin, timeoutMs: SHORT_MS });
    assert.ok(accepted(await sendTo(fcm)));
    relay.fallSilent();
    const answers = await sendBatch(fcm, 20);
    assert.ok(answers.every(failed));
    assertSilentOnTokens(answers);
    assert.ok((await sendBatch(fcm, 20)).every(accepted));
    assert.ok(server.sessions.length > 1);
  });

  it('returns a failure when no answer comes in time', async () => {
    server.onRequest = ({ stream, number }) => {
      if (number > 1) accept(stream);
    };
    const fcm = sender({ timeoutMs: SHORT_MS });
    assert.ok(failed(await sendTo(fcm)));
    assert.ok(accepted(await sendTo(fcm)));
  });

  it('counts the status 200 as accepted although the rest of the answer is lost', async () => {
    server.onRequest = ({ stream }) => {
      stream.respond({ ':status': 200 });
      stream.write('{"name":', () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
    };
    assert.ok(accepted(await sendTo(sender())));
  });

  it('returns Retry-After, and no token that FCM quotes', async () => {
    server.onRequest = ({ stream, body }) =>
      answer(stream, 429, { error: { message: JSON.stringify(body) } }, { 'retry-after': '17' });
    const one = await sendTo(sender());
    assert.ok('status' in one);
    assert.equal(one.status, 429);
    assert.equal(one.retryAfter, '17');
    assert.match(one.body, /Title/);
    assertSilentOnTokens([one]);
  });

  it('returns a failure when the certificate of FCM is not trusted', async () => {
    const wary = sender({ ca: '' });
    assert.ok(failed(await sendTo(wary)));
    assert.deepEqual(server.requests, []);
  });

  it('returns why there is no access token, without the secret, and asks FCM nothing', async () => {
    const current = async () => {
      throw new Error(`no credentials for ${tokenOf(0)}`);
    };
    const one = await sendTo(sender({ accessTokens: { current, drop() {} } }));
    assert.ok('noAccess' in one);
    assert.match(one.noAccess, /no credentials/);
    assertSilentOnTokens([one]);
    assert.deepEqual(server.requests, []);
  });

  it('drops the access token that FCM refuses, and no other', async () => {
    server.onRequest = ({ stream, number }) => answer(stream, number === 1 ? 401 : 403, {});
    const dropped: string[] = [];
    const drop = (token: string) => dropped.push(token);
    const fcm = sender({ accessTokens: { ...ACCESS, drop } });
    await sendTo(fcm);
    await sendTo(fcm);
    assert.deepEqual(dropped, ['access']);
  });

  describe('a request that must not be sent any more', () => {
    const TOO_LATE = { unasked: 'TOO_LATE', retryAfterMs: 1_000 };
    let clock: number;
    beforeEach(() => {
      clock = 5_000;
    });
    const timed = (options: Options = {}) => sender({ now: () => clock, ...options });
    const sendBy = ({ send }: FcmSender, notAfter: number, i = 0) =>
      send({ to: { token: tokenOf(i) }, payload, notAfter });

    it('is sent in its last millisecond and not after it', async () => {
      const fcm = timed();
      assert.deepEqual(await sendBy(fcm, clock), { status: 200, body: '' });
      assert.deepEqual(await sendBy(fcm, clock - 1), TOO_LATE);
      assert.equal(server.requests.length, 1);
    });

    it('is not sent when it has waited too long for an access token', async () => {
      const current = async () => {
        clock += 1;
        return 'access';
      };
      const slow = timed({ accessTokens: { current, drop() {} } });
      assert.deepEqual(await sendBy(slow, clock), TOO_LATE);
      assert.deepEqual(server.requests, []);
    });

    it('is not sent when it has waited too long for a stream', async () => {
      server = await Http2Server.start(1);
      closing.push(server);
      const fcm = timed();
      // So that the sender knows the number of streams.
      await sendBy(fcm, clock);
      const busy: Http2Request[] = [];
      const sending: Promise<Answer>[] = [];
      // One connection after another, up to the maximum.
      for (let i = 0; i < 10; i += 1) {
        const { promise: arrived, resolve } = Promise.withResolvers<void>();
        server.onRequest = (one) => {
          busy.push(one);
          resolve();
        };
        sending.push(sendBy(fcm, clock, i));
        await arrived;
      }
      const late = sendBy(fcm, clock, 10);
      const early = sendBy(fcm, clock + 1, 11);
      clock += 1;
      server.onRequest = ({ stream }) => accept(stream);
      for (const { stream } of busy) accept(stream);
      assert.deepEqual(await late, TOO_LATE);
      assert.deepEqual(await early, { status: 200, body: '' });
      await Promise.all(sending);
      assert.equal(server.requests.length, 12);
      assert.equal(server.sessions.length, 10);
    });

    it('is not sent by an instance that is ending', async () => {
      let ending = false;
      const fcm = timed({ isEnding: () => ending });
      assert.deepEqual(await sendBy(fcm, clock), { status: 200, body: '' });
      ending = true;
      const answer = await sendBy(fcm, clock);
      assert.deepEqual(answer, { unasked: 'INSTANCE_ENDING', retryAfterMs: 1_000 });
      assert.equal(server.requests.length, 1);
    });
  });
});

describe('The connections to FCM', () => {
  const IDLE_MS = 3 * SHORT_MS;
  let server: Http2Server;
  let connections: ReturnType<typeof http2Connections>;

  beforeEach(async () => {
    server = await Http2Server.start();
    connections = http2Connections(server.origin, { ca: CERTIFICATE, idleMs: IDLE_MS });
  });
  afterEach(async () => {
    connections.close();
    await server.close();
  });

  const post = () =>
    connections.post({ path: '/', authorization: '', json: '{}' }, 10_000, () => undefined);
  const open = () => server.sessions.filter(({ destroyed }) => !destroyed);

  it('increase with the load, and close when they are idle', async function () {
    this.timeout(20_000);
    await Promise.all(Array.from({ length: 250 }, post));
    assert.equal(open().length, 3);
    // One request at a time needs one connection: the others become idle.
    const deadline = performance.now() + 10 * IDLE_MS;
    while (open().length > 1 && performance.now() < deadline) await post();
    assert.equal(open().length, 1);
    assert.equal(server.sessions.length, 3);
    await Promise.all(open().map((each) => once(each, 'close')));
    await post();
    assert.equal(server.sessions.length, 4);
  });

  it('are not used any more after their end, even a moment after it', async () => {
    assert.equal((await post())?.status, 200);
    connections.close();
    assert.equal((await post())?.status, 200);
  });
});
