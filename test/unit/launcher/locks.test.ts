import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import functionsPackage from '../../../functions/package.json' with { type: 'json' };
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { readText } from '../docs/documents.ts';

/** The machines of developers, in npm's terms. */
const MACHINES = ['linux', 'darwin', 'win32'].flatMap((os) => [`${os} x64`, `${os} arm64`]);

interface Entry {
  readonly version?: string;
  readonly os?: string | readonly string[];
  readonly cpu?: string | readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const entriesOf = (lock: string): [string, Entry][] =>
  Object.entries(JSON.parse(readText(lock)).packages);

const machinesOf = ({ os, cpu }: Entry): string[] =>
  [os ?? []].flat().flatMap((each) => [cpu ?? []].flat().map((one) => `${each} ${one}`));

/**
 * Returns the versions of functions/package.json's packages in a lock file, if functions/ is at
 * `place`.
 */
function versionsOfFunctions(lock: string, place: string): Record<string, string | undefined> {
  const entries = Object.fromEntries(entriesOf(lock));
  const names = Object.keys({
    ...functionsPackage.dependencies,
    ...functionsPackage.devDependencies,
  });
  const versions = names.map((name) => {
    const found = entries[`${place}node_modules/${name}`] ?? entries[`node_modules/${name}`];
    return [name, found?.version ?? assert.fail(name)];
  });
  return Object.fromEntries(versions);
}

describe('The lock file of functions/, which Cloud Build uses', () => {
  it('has the tested versions, which are in the lock file of the project', () => {
    const deployed = versionsOfFunctions('functions/package-lock.json', '');
    const tested = versionsOfFunctions('package-lock.json', 'functions/');
    const mend = 'npm update --package-lock-only, at the top and with --prefix functions';
    assert.deepEqual(deployed, tested, mend);
  });
});

describe('Each native package for Linux, macOS and Windows, on x64 and arm64,', () => {
  const exclude = ['**/node_modules/**'];
  for (const lock of globSync('**/package-lock.json', { cwd: PROJECT_ROOT, exclude })) {
    it(`is in ${lock}`, () => {
      const named = entriesOf(lock).map(([place, entry]) => ({
        name: place.replace(/^.*node_modules\//u, ''),
        ...entry,
      }));
      for (const { name, optionalDependencies = {} } of named) {
        const parts = named.filter((part) => part.name in optionalDependencies);
        const machines = parts.flatMap(machinesOf);
        if (machines.length === 0) continue;
        const lacking = MACHINES.filter((machine) => !machines.includes(machine));
        assert.deepEqual(
          lacking,
          [],
          `${name || 'Node.js for the project itself'} lacks some machines`,
        );
      }
    });
  }
});
