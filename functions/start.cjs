/** Where an instance starts. A stack names our own files and lines, by the map beside the bundle. */
const { setSourceMapsSupport } = require('node:module');
const { pathToFileURL } = require('node:url');

const bundle = require.resolve('./lib/index.cjs');
const map = `//# sourceMappingURL=index.cjs.map\n//# sourceURL=${pathToFileURL(bundle)}`;

// If the bundle named its map itself, Node would count the characters of each line of it: ms, and MB.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: true });
new Function(map);
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });

module.exports = require(bundle);
