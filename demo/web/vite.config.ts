import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    // The Firebase SDK is most of it, and comes from this machine.
    chunkSizeWarningLimit: 1000,
  },
});
