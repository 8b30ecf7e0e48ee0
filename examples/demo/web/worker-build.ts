import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const WORKER = join(import.meta.dirname, '../../../client/web/firebase-messaging-sw.js');
/** What the worker leaves to the app. */
const CONFIGURATION = "/* your app's configuration */";

/** The service worker of `client/web` as an app ships it, led to the FCM emulator. */
export async function buildWorker(configuration: object): Promise<string> {
  const code = await readFile(WORKER, 'utf8');
  if (!code.includes(CONFIGURATION)) throw new Error(`${WORKER} takes no configuration.`);
  const contents = code.replace(CONFIGURATION, JSON.stringify(configuration).slice(1, -1));
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: dirname(WORKER) },
    // It runs before the worker does.
    inject: [join(import.meta.dirname, 'src', 'connect-worker.ts')],
    bundle: true,
    format: 'iife',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
