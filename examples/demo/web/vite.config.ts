import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { defineConfig } from 'vite';
import { WEB_CONFIGURATION } from './src/configuration.ts';

const WORKER = join(import.meta.dirname, '../../../client/web/firebase-messaging-sw.js');
/** Runs before the worker's own code. */
const CONNECT = `import { connectMessagingEmulator } from '../../packages/fcm-emulator/web/index.ts';
void connectMessagingEmulator();
`;
/** The place in the worker for the app's configuration. */
const CONFIGURATION = "/* your app's configuration */";

/** Builds the service worker of `client/web` as an app ships it, connected to the FCM emulator. */
async function buildWorker(): Promise<string> {
  const code = await readFile(WORKER, 'utf8');
  if (!code.includes(CONFIGURATION)) throw new Error(`${WORKER} has no configuration.`);
  const contents = code.replace(CONFIGURATION, JSON.stringify(WEB_CONFIGURATION).slice(1, -1));
  const { outputFiles } = await build({
    stdin: { contents: CONNECT + contents, resolveDir: dirname(WORKER) },
    bundle: true,
    format: 'iife',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [
    {
      name: 'service-worker',
      // The Firebase SDK looks for a classic script of this name.
      async generateBundle() {
        const fileName = 'firebase-messaging-sw.js';
        this.emitFile({ type: 'asset', fileName, source: await buildWorker() });
      },
    },
  ],
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    // Most of it is the Firebase SDK, and it is loaded from this machine.
    chunkSizeWarningLimit: 1000,
  },
});
