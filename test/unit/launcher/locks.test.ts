import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import functionsPackage from '../../../functions/package.json' with { type: 'json' };
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { readText } from '../docs/documents.ts';

/** What developers sit at, as npm calls it. */
const PLATFORMS = ['linux', 'darwin', 'win32'].flatMap((os) => [
  { os, cpu: 'x64' },
  { os, cpu: 'arm64' },
]);

interface Entry {
  readonly version?: string;
  readonly os?: string | readonly string[];
  readonly cpu?: string | readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const nameAt = (place: string): string => place.replace(/^.*node_modules\//u, '');

/** The platforms that none of the native parts is for; the packages without such parts lack none. */
function lackingPlatforms(parts: readonly Entry[]): string[] {
  const native = parts.filter(({ os, cpu }) => os !== undefined && cpu !== undefined);
  if (native.length === 0) return [];
  return PLATFORMS.filter(
    (machine) =>
      !native.some(
        ({ os, cpu }) => [os].flat().includes(machine.os) && [cpu].flat().includes(machine.cpu),
      ),
  ).map(({ os, cpu }) => `${os} ${cpu}`);
}

const locks = globSync('**/package-lock.json', {
  cwd: PROJECT_ROOT,
  exclude: ['**/node_modules/**'],
});

/** The versions of what functions/package.json names, in a lock file in which functions/ is at `place`. */
function versionsOfFunctions(lock: string, place: string): Record<string, string | undefined> {
  const { packages }: { packages: Readonly<Record<string, Entry>> } = JSON.parse(readText(lock));
  const { dependencies, devDependencies } = functionsPackage;
  const version = (name: string) =>
    (packages[`${place}node_modules/${name}`] ?? packages[`node_modules/${name}`])?.version;
  const names = Object.keys({ ...dependencies, ...devDependencies });
  return Object.fromEntries(names.map((name) => [name, version(name)]));
}

describe('The lock file of functions/, which Cloud Build installs by', () => {
  it('has the versions that are tested here, by the lock file of the whole', () => {
    const deployed = versionsOfFunctions('functions/package-lock.json', '');
    assert.ok(!Object.values(deployed).includes(undefined), JSON.stringify(deployed));
    assert.deepEqual(
      deployed,
      versionsOfFunctions('package-lock.json', 'functions/'),
      'npm update --package-lock-only, at the top and with --prefix functions',
    );
  });
});

for (const path of locks) {
  describe(`The lock file ${path}`, () => {
    const { packages }: { packages: Readonly<Record<string, Entry>> } = JSON.parse(readText(path));
    const named = Object.entries(packages).map(([place, entry]) => ({
      name: nameAt(place),
      entry,
    }));

    it('has each native part for Linux, macOS and Windows, on x64 and arm64', () => {
      for (const { name, entry } of named) {
        const { optionalDependencies = {} } = entry;
        const parts = named.filter((part) => part.name in optionalDependencies);
        const lacking = lackingPlatforms(parts.map((part) => part.entry));
        assert.deepEqual(lacking, [], `${name || 'Node.js for the project itself'} lacks some`);
      }
    });
  });
}
