import { existsSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import bundled from '@sparticuz/chromium';

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

/** The browser that comes with `npm ci`, so that all see the same; elsewhere an installed one. */
export async function browserPath(): Promise<string> {
  if (process.platform === 'linux' && process.arch === 'x64') return bundled.executablePath();
  const installed = installedBrowser();
  if (installed !== undefined) return installed;
  throw new Error(
    `The browser that npm ci brings runs on Linux x64, and this is ${process.platform} ${process.arch}: install Chrome or Edge for these tests.`,
  );
}
