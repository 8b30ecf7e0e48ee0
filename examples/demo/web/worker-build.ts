import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const WORKER = join(import.meta.dirname, '../../../client/web/firebase-messaging-sw.js');
/** Before the worker's own: it runs first. */
const CONNECT = `import { connectMessagingEmulator } from '../../packages/fcm-emulator/web/index.ts';
void connectMessagingEmulator();
`;
/** What the worker leaves to the app. */
const CONFIGURATION = "/* your app's configuration */";

/** The service worker of `client/web` as an app ships it, led to the FCM emulator. */
export async function buildWorker(configuration: object): Promise<string> {
  const code = await readFile(WORKER, 'utf8');
  if (!code.includes(CONFIGURATION)) throw new Error(`${WORKER} takes no configuration.`);
  const contents = code.replace(CONFIGURATION, JSON.stringify(configuration).slice(1, -1));
  const { outputFiles } = await build({
    stdin: { contents: CONNECT + contents, resolveDir: dirname(WORKER) },
    bundle: true,
    format: 'iife',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
