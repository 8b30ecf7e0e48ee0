import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { installed } from '../runner/installed.ts';

/** A browser and fonts that are the same on every Linux. */
const BUNDLED = join(import.meta.dirname, 'bundled');
const FONTS = join(BUNDLED, 'node_modules', '@expo-google-fonts');

/** Paths of the user's own Chromium-like browsers, in order of preference. */
const OWN_BROWSERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/microsoft-edge'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

export const installedBrowser = (): string | undefined =>
  OWN_BROWSERS[process.platform]?.find((path) => existsSync(path));

let prepared: Promise<string> | undefined;

/** Returns the bundled browser, and installs it if needed. On other machines, the user's own. */
export function browserPath(): Promise<string> {
  prepared ??= prepareBrowser();
  return prepared;
}

async function prepareBrowser(): Promise<string> {
  if (process.platform === 'linux' && process.arch === 'x64') return prepareBundled();
  const own = installedBrowser();
  if (own !== undefined) return own;
  const machine = `${process.platform} ${process.arch}`;
  throw new Error(`The tests have no browser for ${machine}: install Chrome or Edge.`);
}

/**
 * Sets the environment in which the bundled browser starts on a bare machine. Its package unpacks
 * its libraries only if it believes to be on AWS Lambda, and only together with the browser. The
 * fonts make Latin and Korean look the same on every machine.
 */
async function prepareBundled(): Promise<string> {
  const requireBundled = await installed(BUNDLED);
  const directory = await mkdtemp(join(tmpdir(), 'browser-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const fontsConfiguration = join(directory, 'fonts.conf');
  await writeFile(
    fontsConfiguration,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${FONTS}</dir>
  <alias binding="same">
    <family>sans-serif</family>
    <prefer><family>Inter</family><family>Nanum Gothic</family></prefer>
  </alias>
  <dir>${join(directory, 'fonts')}</dir>
  <cachedir>${join(directory, 'fonts-cache')}</cachedir>
</fontconfig>
`,
  );
  Object.assign(process.env, {
    TMPDIR: directory,
    AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x',
    FONTCONFIG_FILE: fontsConfiguration,
  });
  const bundled: { default: { executablePath(): Promise<string> } } =
    requireBundled('@sparticuz/chromium');
  return bundled.default.executablePath();
}

/** The bundled Chromium's own arguments turn web security off, so they are not used. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: await browserPath(),
    // Root in a container has no sandbox. Without hinting, text has the same width on every
    // machine.
    args: ['--no-sandbox', '--font-render-hinting=none'],
  });
}
