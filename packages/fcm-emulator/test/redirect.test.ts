import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { property, RunningEmulator } from './running-emulator.ts';
import { REDIRECT } from './tested.ts';

/** Timeout for a new Node.js process with firebase-admin, on a busy machine. In milliseconds. */
const START_MS = 30_000;
const HERE = fileURLToPath(new URL('.', import.meta.url));
/** The first byte of a TLS connection: a handshake record. */
const HANDSHAKE = 0x16;

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const SERVICE_ACCOUNT = { projectId: 'p', clientEmail: 'a@p.iam.gserviceaccount.com', privateKey };

/** The ways in which a Node.js program calls FCM. Each returns the name of the message. */
const CLIENTS = [
  // fetch of a URL, and of a Request
  '(await (await fetch(SEND, OPTIONS)).json()).name',
  '(await (await fetch(new Request(SEND, OPTIONS))).json()).name',
  // https.request of a URL and options, of options with an agent, and as imported by its name
  'await viaHttps((done) => https.request(SEND, OPTIONS, done))',
  `await viaHttps((done) => https.request({ ...OPTIONS, host: 'fcm.googleapis.com',
    path: new URL(SEND).pathname, agent: new https.Agent() }, done))`,
  'await viaHttps((done) => request(new URL(SEND), OPTIONS, done))',
  // http2.connect, with the scheme as firebase-admin writes it
  'await viaHttp2()',
];
const PRELUDE = `
  import https, { request } from 'node:https';
  import http2 from 'node:http2';
  import { json } from 'node:stream/consumers';
  const SEND = 'https://fcm.googleapis.com/v1/projects/p/messages:send';
  const BODY = '{"message":{"topic":"news"}}';
  const OPTIONS = { method: 'POST', headers: { authorization: 'Bearer t' }, body: BODY };
  const viaHttps = (start) => new Promise((resolve, reject) => {
    start((response) => json(response).then(({ name }) => resolve(name))).on('error', reject).end(BODY);
  });
  const viaHttp2 = async () => {
    const session = http2.connect('https://fcm.googleapis.com');
    const stream = session.request({ ':method': 'POST', ':scheme': 'https:', ':path': new URL(SEND).pathname, ...OPTIONS.headers });
    stream.end(BODY);
    const { name } = await json(stream);
    session.close();
    return name;
  };`;

describe('FCM emulator: redirect', function () {
  this.timeout(START_MS);
  let emulator: RunningEmulator;
  before(async () => {
    emulator = await RunningEmulator.start({ strict: true });
  });
  after(() => emulator.close());

  /** Returns what a module prints that runs after the redirect. */
  async function output(
    script: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const { NODE_OPTIONS, GOOGLE_APPLICATION_CREDENTIALS, ...inherited } = process.env;
    const FCM_EMULATOR_HOST = new URL(emulator.origin).host;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', REDIRECT, '--input-type=module', '--eval', script],
      { cwd: HERE, env: { ...inherited, FCM_EMULATOR_HOST, ...environment } },
    );
    return stdout;
  }

  it('redirects every way of calling FCM to the emulator, and lets the program end', async () => {
    const names = CLIENTS.map((client) => `console.log(${client});`);
    const lines = (await output([PRELUDE, ...names].join('\n'))).trim().split('\n');
    const { body } = await emulator.control('GET', 'messages');
    const logged = CLIENTS.map((_, i) => property(body, 'messages', i, 'name'));
    assert.deepEqual(lines, logged);
  });

  for (const [what, options] of [
    ['a service account', `{ credential: cert(${JSON.stringify(SERVICE_ACCOUNT)}) }`],
    ['credentials of the machine, which has none', `{ projectId: 'p' }`],
  ] as const) {
    it(`redirects firebase-admin with ${what}, and requests no token from Google`, async () => {
      const [token, gone] = [await emulator.newDevice(), await emulator.newDevice()];
      await emulator.control('DELETE', `devices/${gone}`);
      const script = `
        import { cert, initializeApp } from 'firebase-admin/app';
        import { getMessaging } from 'firebase-admin/messaging';
        const messaging = getMessaging(initializeApp(${options}));
        const codes = ({ responses }) => responses.map(({ error }) => error?.code ?? 'sent');
        console.log(JSON.stringify([
          codes(await messaging.sendEach([{ topic: 'news' }, { fid: 'unknown' }])),
          codes(await messaging.sendEachForMulticast({ tokens: ['${token}', '${gone}', 'malformed'], data: { a: '1' } })),
          (await messaging.send({ token: '${token}', apns: { payload: { aps: { threadId: 'p' } } },
            android: { ttl: 3_600_000, notification: { priority: 'max', lightSettings: {
              color: '#aabbccdd', lightOnDurationMillis: 1, lightOffDurationMillis: 2 } } } })).split('/')[0],
        ]));`;
      assert.deepEqual(JSON.parse(await output(script)), [
        ['sent', 'messaging/installation-id-not-registered'],
        ['sent', 'messaging/registration-token-not-registered', 'messaging/invalid-argument'],
        'projects',
      ]);
      const [, second] = await emulator.accepted(`?device=${encodeURIComponent(token)}`);
      assert.equal(property(second, 'apns', 'payload', 'aps', 'thread-id'), 'p');
      assert.equal(property(second, 'android', 'ttl'), '3600s');
    });
  }

  it('reports a lost connection', async () => {
    await emulator.control('PUT', 'faults', [{ hangUp: 'before', count: 2 }]);
    const script = `${PRELUDE}
      for (const ask of [viaHttp2, () => fetch(SEND, OPTIONS)]) {
        await ask().then(console.log, ({ name }) => console.log(name));
      }`;
    assert.equal(await output(script), 'Error\nTypeError\n');
  });

  it('does not change requests to others', async () => {
    const first: (number | undefined)[] = [];
    const server = createServer((socket) => {
      socket.once('data', ([byte]) => {
        first.push(byte);
        socket.destroy();
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const elsewhere = `https://127.0.0.1:${port}/v1/projects/p/messages:send`;
    const script = `${PRELUDE}
      const failure = (emitter) => new Promise((resolve) => emitter.once('error', resolve));
      await fetch('${elsewhere}').catch(() => {});
      await failure(https.get('${elsewhere}'));
      await failure(http2.connect('${elsewhere}'));
      await fetch('no URL').catch(({ name }) => console.log(name));`;
    assert.equal(await output(script), 'TypeError\n');
    assert.deepEqual(first, [HANDSHAKE, HANDSHAKE, HANDSHAKE]);
    server.close();
  });

  it('blocks all other ways to FCM', async () => {
    const script = `
      import tls from 'node:tls';
      try { tls.connect({ host: '127.0.0.1', port: 1, servername: 'fcm.googleapis.com' }); }
      catch ({ message }) { console.log(message); }`;
    assert.match(await output(script), /connects to fcm\.googleapis\.com: nothing was sent/);
  });

  it('refuses to work in production, but not in the functions emulator', async () => {
    for (const environment of [{ NODE_ENV: 'production' }, { K_SERVICE: 'api' }]) {
      await assert.rejects(output('console.log(1)', environment), ({ stderr, stdout }) => {
        assert.match(stderr, /for development, and \w+.* says that this is production/);
        return stdout === '';
      });
    }
    // The functions emulator names the service as Cloud Run does.
    const emulated = { K_SERVICE: 'api', FUNCTIONS_EMULATOR: 'true' };
    assert.equal(await output('console.log(1)', emulated), '1\n');
  });
});
