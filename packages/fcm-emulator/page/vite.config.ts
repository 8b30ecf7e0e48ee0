import { defineConfig } from 'vite';

// https://vite.dev/config/
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    // The page's security policy allows no inline script, which the polyfill would be.
    modulePreload: { polyfill: false },
  },
});
