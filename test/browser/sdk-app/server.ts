import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { build } from 'esbuild';
import { WEB_CONFIGURATION } from '../../../examples/demo/web/src/configuration.ts';
import { buildWorker } from '../../../examples/demo/web/worker-build.ts';

export interface SdkAppServer {
  readonly origin: string;
  close(): void;
}

/** A web app as a developer serves it: a page, and the service worker that the SDK looks for. */
export async function serveSdkApp(): Promise<SdkAppServer> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'page.ts')],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const scripts: Readonly<Record<string, string>> = {
    '/page.js': outputFiles[0]?.text ?? '',
    '/firebase-messaging-sw.js': await buildWorker(WEB_CONFIGURATION),
  };
  const server = createServer(({ url = '/' }, response) => {
    const script = scripts[url];
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(
      script ?? '<!doctype html><title>App</title><script type="module" src="/page.js"></script>',
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The app has no port.');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
