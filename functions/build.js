import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { build, transform } from 'esbuild';
import { leanSdks, sdkEntries } from './lean-sdks.js';

const LIB = join(import.meta.dirname, 'lib');
const MAIN = 'index.cjs';

/** What an error of nobody's catch prints stays readable. Names are kept: V8 starts slower with short ones. */
const LOOKS = { minifyWhitespace: true, lineLimit: 160 };

/**
 * The functions, and beside them each part of the Admin SDK with what it needs, which an instance
 * loads at the first use. Only ES modules can be split, and Node starts CommonJS faster.
 */
const { outputFiles } = await build({
  ...LOOKS,
  absWorkingDir: import.meta.dirname,
  entryPoints: { index: 'src/index.ts', ...sdkEntries },
  outdir: LIB,
  outExtension: { '.js': '.cjs' },
  chunkNames: 'shared-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  sourcemap: 'inline',
  sourcesContent: false,
  write: false,
  logLevel: 'warning',
  plugins: [leanSdks],
});

await mkdir(LIB, { recursive: true });
const written = await Promise.all(outputFiles.map(writeCommonJs));
const stale = (await readdir(LIB)).filter((file) => !written.flat().includes(file));
await Promise.all(stale.map((file) => rm(join(LIB, file), { recursive: true })));

/** @returns the names of what it has written */
async function writeCommonJs({ path, text }) {
  const name = basename(path);
  const { code, map } = await transform(text, {
    ...LOOKS,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // `import()` gives what `require` gives, as CommonJS has no other exports.
    supported: { 'dynamic-import': false },
    sourcefile: name,
    sourcemap: name === MAIN ? 'external' : false,
    sourcesContent: false,
  });
  await writeFile(path, code);
  if (name !== MAIN) return [name];
  await writeFile(`${path}.map`, ownPartOf(JSON.parse(map)));
  return [name, `${name}.map`];
}

/** Without the libraries: to read all of it takes an instance more memory than it has to spare. */
function ownPartOf(map) {
  const own = new Set(
    map.sources.keys().filter((index) => /^\.\.\/src\//.test(map.sources[index])),
  );
  let inside = false;
  const lines = decode(map.mappings).map((segments) =>
    segments.flatMap((segment) => {
      const wasInside = inside;
      inside = segment.length > 1 && own.has(segment[1]);
      // Where a library follows, one segment without a source ends what is ours.
      return inside ? [segment] : wasInside ? [[segment[0]]] : [];
    }),
  );
  return JSON.stringify({ ...map, mappings: encode(lines) });
}
