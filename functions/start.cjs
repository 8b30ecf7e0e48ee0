/** Where an instance starts. A stack names our own files and lines, by the map beside the bundle. */
const { setSourceMapsSupport } = require('node:module');

setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
module.exports = require('./lib/index.cjs');
