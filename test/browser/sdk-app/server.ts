import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { WEB_CONFIGURATION } from '../../../examples/demo/web/src/configuration.ts';
import { buildWorker } from '../../../examples/demo/web/worker-build.ts';

const PAGE = '<!doctype html><title>App</title><script type="module" src="/page.js"></script>';

/** What a developer serves: a page's script, and the service worker that the SDK looks for. */
export async function buildSdkApp(): Promise<Readonly<Record<string, string>>> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'page.ts')],
    bundle: true,
    format: 'esm',
    write: false,
  });
  return {
    '/page.js': outputFiles[0]?.text ?? '',
    '/firebase-messaging-sw.js': await buildWorker(WEB_CONFIGURATION),
  };
}

/** Serves the scripts at an origin of its own, where no browser has been before. */
export async function serveSdkApp(scripts: Readonly<Record<string, string>>) {
  const server = createServer(({ url = '/' }, response) => {
    const script = scripts[url];
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(script ?? PAGE);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
