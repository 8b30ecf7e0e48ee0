import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pageFile } from '../src/http/page-files.ts';

describe('FCM emulator: files of the page', () => {
  let folder: string;
  let server: Server;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fcm-emulator-'));
    await writeFile(join(folder, 'secret.html'), 'secret');
    server = createServer((incoming, response) => {
      void pageFile(response, join(folder, 'page'), incoming.url ?? '/');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true });
  });

  /** Node.js sends the path as it stands, where fetch would resolve its dots. */
  async function get(path: string) {
    const { port } = server.address() as AddressInfo;
    const outgoing = request({ host: '127.0.0.1', port, path }).end();
    const [response] = await once(outgoing, 'response');
    return { status: Number(response.statusCode), body: await text(response) };
  }

  it('says how to build the page where it is not built', async () => {
    const { status, body } = await get('/');
    assert.equal(status, 200);
    assert.match(body, /npm run build/);
    assert.equal((await get('/index.html')).status, 404);
  });

  it('serves what the build made, with its type, and nothing outside', async () => {
    await mkdir(join(folder, 'page', 'assets'), { recursive: true });
    await writeFile(join(folder, 'page', 'index.html'), '<h1>page</h1>');
    await writeFile(join(folder, 'page', 'assets', 'index-D8a_2-x.js'), 'code');
    assert.equal((await get('/')).body, '<h1>page</h1>');
    assert.equal((await get('/assets/index-D8a_2-x.js')).body, 'code');
    for (const path of ['/../secret.html', '/assets/../../secret.html', '/%2e%2e/secret.html']) {
      assert.equal((await get(path)).status, 404, path);
    }
    assert.equal((await get('/assets')).status, 404);
  });
});
