/**
 * Where an instance starts. To compile the bundle would be half of a cold start, so V8's code for it
 * lies beside it. V8 takes only code of its own version: `node start.cjs` writes it, in the build
 * and again where the cloud installs the functions (`gcp-build`). Without it all works, but later.
 */
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { SourceMap } = require('node:module');
const { join } = require('node:path');
const { constants, Script } = require('node:vm');

const BUNDLE = join(__dirname, 'lib', 'functions.cjs');
const CODE = join(__dirname, 'lib', 'functions.code');
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
      const { fileName, lineNumber, columnNumber } = sourceMap().findOrigin(+line, +column);
      return fileName ? `${join('lib', fileName)}:${lineNumber}:${columnNumber}` : where;
    });

let read;
/** Only ours is in it, so that the first error costs a few milliseconds. */
function sourceMap() {
  read ??= new SourceMap(JSON.parse(readFileSync(`${BUNDLE}.map`, 'utf8')));
  return read;
}
