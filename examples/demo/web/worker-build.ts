import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const REPOSITORY = join(import.meta.dirname, '../../..');
const WORKER = join(REPOSITORY, 'client', 'web', 'firebase-messaging-sw.js');
/** What the worker leaves to the app. */
const CONFIGURATION = "/* your app's configuration */";

/** The service worker of `client/web` as an app ships it, led to the FCM emulator. */
export async function buildWorker(configuration: object): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import './examples/demo/web/src/connect-worker.ts'; import ${JSON.stringify(WORKER)};`,
      resolveDir: REPOSITORY,
    },
    bundle: true,
    format: 'iife',
    write: false,
    plugins: [
      {
        name: 'configuration',
        setup({ onLoad }) {
          onLoad({ filter: /firebase-messaging-sw\.js$/ }, async ({ path }) => {
            const code = await readFile(path, 'utf8');
            if (!code.includes(CONFIGURATION)) throw new Error(`${path} takes no configuration.`);
            const inside = JSON.stringify(configuration).slice(1, -1);
            return { contents: code.replace(CONFIGURATION, inside) };
          });
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? '';
}
