import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { newEmulator } from '../src/emulator.ts';
import { newApp } from '../src/http/app.ts';
import { RunningEmulator } from './running-emulator.ts';

/** One path of each API. */
const PATHS = [
  'emulator/v1/messages',
  'emulator/v1/stream',
  'v1/projects/p/messages:send',
  'v1/projects/p/installations',
  'v1/projects/p/registrations/t',
  'iid/v1:batchAdd',
];
const OUR_PAGES = [
  'http://localhost:5000',
  'http://127.0.0.1:3000',
  'http://[::1]:8080',
  'https://app.localhost',
  'https://devbox.example',
];
const FOREIGN_PAGES = [
  'https://evil.example',
  'http://localhost.evil.example',
  'http://127.0.0.1.evil.example',
  'http://203.0.113.7',
  'null',
];
const OUR_NAMES = ['localhost:1', 'app.localhost', '[::1]', '192.168.0.7', 'devbox.example:80'];
const FOREIGN_NAMES = ['evil.example', 'evil.example:9298', 'localhost.evil.example'];

describe('FCM emulator: pages and hostnames of other sites', () => {
  let emulator: RunningEmulator;
  before(async () => {
    emulator = await RunningEmulator.start({ allowedHosts: ['devbox.example'] });
  });
  after(() => emulator.close());

  const preflight = (path: string, origin: string) =>
    emulator.request('OPTIONS', path, undefined, {
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'content-type,x-goog-firebase-installations-auth',
    });
  /** Unlike fetch, the client of Node.js sends the given Host. */
  async function asHost(host: string, method = 'GET', headers = {}) {
    const url = `${emulator.origin}/emulator/v1/messages`;
    const outgoing = request(url, { method, headers: { host, ...headers } }).end();
    const [response] = await once(outgoing, 'response');
    return { status: Number(response.statusCode), body: await text(response) };
  }

  for (const origin of OUR_PAGES) {
    it(`answers pages of ${origin}`, async () => {
      for (const path of PATHS) {
        const { status, headers } = await preflight(path, origin);
        const allowed = (what: string) => headers.get(`access-control-allow-${what}`) ?? '';
        assert.deepEqual([status, allowed('origin')], [204, origin], path);
        assert.match(allowed('methods'), /POST.*PUT.*PATCH.*DELETE/);
        assert.match(allowed('headers'), /content-type, ?x-goog-firebase-installations-auth/);
      }
      const { headers } = await emulator.request('GET', PATHS[0] ?? '', undefined, { origin });
      assert.equal(headers.get('access-control-allow-origin'), origin);
      assert.match(headers.get('vary') ?? '', /origin/i);
    });
  }

  for (const origin of FOREIGN_PAGES) {
    it(`refuses pages of ${origin}`, async () => {
      await emulator.control('PUT', 'faults', [{ error: 'INTERNAL' }]);
      for (const path of [...PATHS, 'emulator/v1/faults']) {
        assert.equal((await preflight(path, origin)).status, 403, path);
        for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
          const body = method === 'GET' ? undefined : [];
          const { status, headers } = await emulator.request(method, path, body, { origin });
          assert.equal(status, 403, `${method} ${path}`);
          assert.equal(headers.get('access-control-allow-origin'), null);
        }
      }
      assert.equal((await emulator.send({ token: 't' })).status, 500, 'the fault stays');
    });
  }

  it('answers under the names of this machine, also its own page there', async () => {
    for (const host of OUR_NAMES) {
      assert.equal((await asHost(host)).status, 200, host);
      const deleted = await asHost(host, 'DELETE', { origin: `http://${host}` });
      assert.equal(deleted.status, 200, host);
    }
    // A redirected SDK still sends the name of the real host.
    assert.equal((await asHost('fcm.googleapis.com')).status, 200);
  });

  it('answers under no other name', async () => {
    for (const host of [...FOREIGN_NAMES, 'fcm.googleapis.com.evil.example']) {
      const { status, body } = await asHost(host);
      assert.equal(status, 403);
      assert.match(body, /--allow-host (\S+\.)?evil\.example\b/);
    }
  });
});

describe('FCM emulator: files of the page', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fcm-emulator-'));
  });
  after(() => rm(folder, { recursive: true }));

  const get = (pageFolder: string, path: string) =>
    newApp(
      newEmulator(false, () => new Date()),
      { allowedHosts: [], pageFolder },
    ).request(path);

  it('say how to build the page if it is not built', async () => {
    assert.match(await (await get('/nowhere', '/')).text(), /npm run build/);
    assert.equal((await get('/nowhere', '/index.html')).status, 404);
  });

  it('are only those of the build, and no other site can embed them', async () => {
    const built = join(folder, 'page');
    await mkdir(join(built, 'assets'), { recursive: true });
    await writeFile(join(folder, 'secret.html'), 'secret');
    await writeFile(join(built, 'index.html'), '<h1>page</h1>');
    await writeFile(join(built, 'assets', 'index-D8a_2-x.js'), 'code');
    const page = await get(built, '/');
    assert.equal(await page.text(), '<h1>page</h1>');
    assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
    assert.equal(await (await get(built, '/assets/index-D8a_2-x.js')).text(), 'code');
    assert.equal((await get(built, '/%2e%2e/secret.html')).status, 404);
    assert.equal((await get(built, '/assets')).status, 404);
  });
});
