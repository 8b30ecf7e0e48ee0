/**
 * Where an instance starts. To compile the bundle would be much of a cold start, so V8's code for it
 * lies beside it. V8 takes only code of its own version: `node start.cjs` writes it, in the build
 * and again where the cloud installs the functions (`gcp-build`). Without it all works, but later.
 */
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { SourceMap } = require('node:module');
const { join } = require('node:path');
const { constants, Script } = require('node:vm');

const BUNDLE = join(__dirname, 'lib', 'functions.cjs');
const CODE = join(__dirname, 'lib', 'functions.code');
const MAP = `${BUNDLE}.map`;
const writesCode = require.main === module;
// Whatever the shell of a build sets is no param of these functions, and not theirs to refuse.
if (writesCode) process.env = {};

const bundle = new Script(
  // esbuild escapes all that is not ASCII, and one byte a character loads faster.
  readFileSync(BUNDLE, 'latin1'),
  {
    filename: BUNDLE,
    // V8 knows old code from new by the length of its source: not when it may have been built anew.
    cachedData: writesCode || !existsSync(CODE) ? undefined : readFileSync(CODE),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  },
);
bundle.runInThisContext()(exports, require, module, BUNDLE, __dirname);
if (writesCode) writeFileSync(CODE, bundle.createCachedData());

/** In the stack of an error, `lib/functions.cjs:5000:12` becomes `src/delivery/deliver.ts:60:5`. */
Error.prepareStackTrace = (error, frames) =>
  [error, ...frames]
    .join('\n    at ')
    .replaceAll(/[^\s(]*functions\.cjs:(\d+):(\d+)/g, (where, line, column) => {
      const { fileName, lineNumber, columnNumber } = origin(Number(line), Number(column));
      return fileName ? `${join('lib', fileName)}:${lineNumber}:${columnNumber}` : where;
    });

let map;
/** Only ours is in the map, so that the first error costs a few milliseconds. */
function origin(line, column) {
  if (!existsSync(MAP)) return {};
  map ??= new SourceMap(JSON.parse(readFileSync(MAP, 'utf8')));
  return map.findOrigin(line, column);
}
