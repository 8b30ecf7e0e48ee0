import { defineConfig } from 'vite';
import { WEB_CONFIGURATION } from './src/configuration.ts';
import { buildWorker } from './worker-build.ts';

export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [
    {
      name: 'service-worker',
      // The SDK looks for it under this name, and a classic script is one file.
      async generateBundle() {
        const source = await buildWorker(WEB_CONFIGURATION);
        this.emitFile({ type: 'asset', fileName: 'firebase-messaging-sw.js', source });
      },
    },
  ],
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    // The Firebase SDK is most of it, and comes from this machine.
    chunkSizeWarningLimit: 1000,
  },
});
