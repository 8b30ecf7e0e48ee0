/**
 * Makes sure that a Node.js which is new enough runs this project. CommonJS, so that an old one can
 * read it.
 *
 *   node tools/launcher/node.cjs --install   installs a Node.js if the machine's own is too old
 *   node tools/launcher/node.cjs SCRIPT …    runs a script, or says why it cannot
 */
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, rmSync } = require('node:fs');
const { basename, join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');

/** The oldest version with which npm installs everything. */
const OLDEST = [20, 0];
/** The first Node.js 24 with long-term support. It has all features that the scripts use. */
const NEEDED = [24, 11];

const { packages } = require('./node/package-lock.json');

const MODULES = join(__dirname, '..', '..', 'node_modules');

const { node: version } = process.versions;
const AGAIN = 'install Node.js 24 from https://nodejs.org and run npm ci again.';

function isOlderThan([major, minor]) {
  const [ownMajor, ownMinor] = version.split('.').map(Number);
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}

function giveUp(sentence) {
  console.error(sentence);
  process.exit(1);
}

function install() {
  if (isOlderThan(OLDEST)) {
    giveUp(`Node.js ${version} is too old for this project, which needs ${OLDEST[0]}: ${AGAIN}`);
  }
  if (!isOlderThan(NEEDED)) return;
  console.log(`Node.js ${version} is older than ${NEEDED.join('.')}: downloading one, 50 MB …`);
  const directory = join(MODULES, '.node');
  let sentence;
  try {
    mkdirSync(directory, { recursive: true });
    console.log(`Node.js ${installNode(directory)} is in node_modules/.bin`);
  } catch ({ message }) {
    sentence = `This project runs on Node.js ${NEEDED.join('.')} or newer, and none could be installed for ${process.platform} ${process.arch} (${message}): ${AGAIN}`;
  }
  rmSync(directory, { recursive: true, force: true });
  if (sentence) giveUp(sentence);
}

/**
 * Installs Node.js from the locked package for this machine: only its binary, as
 * `node_modules/.bin/node`, which npm's scripts and `npx` find first.
 *
 * @returns the installed version
 */
function installNode(directory) {
  const place = Object.keys(packages).find((each) => {
    const { os, cpu } = packages[each];
    return [os].flat().includes(process.platform) && [cpu].flat().includes(process.arch);
  });
  if (!place) fail('no package is for this platform');
  const { version: locked, integrity, bin } = packages[place];
  const name = basename(place);
  // The path of npm's script, because Windows cannot start the name `npm` without a shell.
  const pack = [process.env.npm_execpath, 'pack', `${name}@${locked}`, '--silent'];
  spawnSync(process.execPath, [...pack, '--pack-destination', directory], { stdio: 'ignore' });
  const file = join(directory, `${name}-${locked}.tgz`);
  if (!existsSync(file)) fail(`npm cannot fetch ${name}`);
  const checksum = createHash('sha512').update(readFileSync(file)).digest('base64');
  if (integrity !== `sha512-${checksum}`) fail(`the checksum of ${name} is wrong`);
  const { x: extract } = require('tar');
  const path = `package/${bin.node}`;
  extract({ sync: true, file, cwd: directory, filter: (each) => each === path });
  const binary = join(directory, path);
  const { stdout } = spawnSync(binary, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  if (!stdout) fail(`the binary of ${name} does not run`);
  renameSync(binary, join(MODULES, '.bin', basename(binary)));
  return stdout.trim();
}

function fail(why) {
  throw new Error(why);
}

function run(script) {
  if (!existsSync(join(MODULES, '.package-lock.json'))) {
    giveUp('Packages of this project are not installed: run npm ci.');
  }
  if (isOlderThan(NEEDED)) {
    giveUp(
      `Node.js ${version} is older than ${NEEDED.join('.')}, and npm ci, which installs a newer one, was not allowed to run scripts: run npm ci without --ignore-scripts.`,
    );
  }
  process.argv.splice(1, 2, script);
  void import(pathToFileURL(script));
}

const [first] = process.argv.slice(2);
if (first === '--install') install();
else run(resolve(first));
