import { existsSync } from 'node:fs';
import { join, posix, win32 } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { installed } from '../runner/installed.ts';

/** A browser and fonts, so that all see the same; on Linux alone. */
const BUNDLED = join(import.meta.dirname, 'bundled');
export const FONTS = join(BUNDLED, 'node_modules', '@expo-google-fonts');
export const bundledPackages = (): Promise<NodeJS.Require> => installed(BUNDLED);

const CHROME_ON_WINDOWS = win32.join('Google', 'Chrome', 'Application', 'chrome.exe');
const EDGE_ON_WINDOWS = win32.join('Microsoft', 'Edge', 'Application', 'msedge.exe');
const PROGRAM_FOLDERS = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'];

/** Where browsers of Chromium's kind are when a person has installed one, in order of preference. */
export function installedPlaces(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  if (platform === 'win32') {
    const folders = PROGRAM_FOLDERS.map((name) => environment[name]).filter(Boolean);
    return [CHROME_ON_WINDOWS, EDGE_ON_WINDOWS].flatMap((program) =>
      folders.map((folder = '') => win32.join(folder, program)),
    );
  }
  if (platform === 'darwin') {
    return ['Google Chrome', 'Microsoft Edge', 'Chromium'].map((name) =>
      posix.join('/Applications', `${name}.app`, 'Contents', 'MacOS', name),
    );
  }
  return ['chromium', 'google-chrome', 'microsoft-edge'].map((name) =>
    posix.join('/usr/bin', name),
  );
}

export function installedBrowser(): string | undefined {
  return installedPlaces(process.platform, process.env).find((path) => existsSync(path));
}

interface ChromiumPackage {
  readonly default: { executablePath(): Promise<string> };
}

/** The bundled browser, which is installed where it is not yet; elsewhere the machine's own. */
export async function browserPath(): Promise<string> {
  if (process.platform === 'linux' && process.arch === 'x64') {
    const requireBundled = await bundledPackages();
    const bundled: ChromiumPackage = requireBundled('@sparticuz/chromium');
    return bundled.default.executablePath();
  }
  const own = installedBrowser();
  if (own !== undefined) return own;
  throw new Error(
    `The browser that these tests bring runs on Linux x64, and this is ${process.platform} ${process.arch}: install Chrome or Edge for them.`,
  );
}

/** The bundled Chromium's own arguments switch web security off: they stay away. */
export async function launchChromium(
  environment: Readonly<Record<string, string>> = {},
): Promise<Browser> {
  return chromium.launch({
    env: { ...process.env, ...environment },
    executablePath: await browserPath(),
    // Root in a container has no sandbox; without hinting, text is as wide on every machine.
    args: ['--no-sandbox', '--font-render-hinting=none'],
  });
}
