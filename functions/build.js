import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle, sdks } from './lean-sdks.js';

const LIB = join(import.meta.dirname, 'lib');

await rm(LIB, { recursive: true, force: true });
await bundle({
  stdin: { contents: sdks, resolveDir: import.meta.dirname },
  outfile: join(LIB, 'sdks.cjs'),
});
await bundle({
  entryPoints: ['src/index.ts'],
  outfile: join(LIB, 'index.cjs'),
  sourcemap: true,
  sourcesContent: false,
});
