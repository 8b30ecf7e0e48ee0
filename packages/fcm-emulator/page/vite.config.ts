import { defineConfig } from 'vite';

// https://vite.dev/config/
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    // The polyfill would be an inline script, which the page's security policy forbids.
    modulePreload: { polyfill: false },
  },
});
