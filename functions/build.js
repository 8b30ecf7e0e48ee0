import { readFile, rm, writeFile } from 'node:fs/promises';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { build } from 'esbuild';

const BUNDLE = 'lib/functions.cjs';
const MAP = `${BUNDLE}.map`;

// The code of an old bundle would run in place of a new one of the same length.
await rm('lib/functions.code', { force: true });

/** All of the functions and their libraries in one file, as the body of a function: see start.cjs. */
await build({
  entryPoints: ['src/index.ts'],
  outfile: BUNDLE,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
  footer: { js: '})' },
  minifyWhitespace: true,
  // An error that nobody catches prints its line.
  lineLimit: 160,
  sourcemap: 'external',
  sourcesContent: false,
  logLevel: 'warning',
});

/** Without the libraries: to read all of it takes an instance more memory than it has to spare. */
const map = JSON.parse(await readFile(MAP, 'utf8'));
const own = new Set(map.sources.keys().filter((index) => map.sources[index].startsWith('../src/')));
let inside = false;
const lines = decode(map.mappings).map((segments) =>
  segments.flatMap((segment) => {
    const wasInside = inside;
    inside = segment.length > 1 && own.has(segment[1]);
    // Where a library follows, one segment without a source ends what is ours.
    return inside ? [segment] : wasInside ? [[segment[0]]] : [];
  }),
);
await writeFile(MAP, JSON.stringify({ ...map, mappings: encode(lines) }));
