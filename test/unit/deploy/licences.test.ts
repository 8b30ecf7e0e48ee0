import assert from 'node:assert/strict';
import { readText } from '../docs/documents.ts';

/** Those that let a closed app be deployed with the package in it. */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
]);

/** Declared in the old way, which the lock file does not take over; from the package itself. */
const DECLARED_OTHERWISE: Readonly<Record<string, string>> = { limiter: 'MIT' };

/** Not in what is deployed; the other packages of functions/package.json are, bundled or installed. */
const TOOLS = new Set(['@googleapis/fcm', 'esbuild']);

interface Package {
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

type Packages = Readonly<Record<string, Package>>;

/** Where Node finds a package from a path of the lock file. */
function find(packages: Packages, from: string, name: string): string | undefined {
  const here = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (here in packages) return here;
  if (from === '') return undefined;
  return find(packages, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
}

/** The paths of the packages that one needs, and of those that they need. */
function withNeeds(packages: Packages, path: string, found = new Set<string>()): Set<string> {
  const { dependencies, optionalDependencies, peerDependencies, devDependencies } =
    packages[path] ?? {};
  const own = path === '' ? devDependencies : {};
  const names = { ...dependencies, ...optionalDependencies, ...peerDependencies, ...own };
  for (const name of Object.keys(names)) {
    const next = path === '' && TOOLS.has(name) ? undefined : find(packages, path, name);
    if (next !== undefined && !found.has(next)) withNeeds(packages, next, found.add(next));
  }
  return found;
}

describe('The packages that are deployed', () => {
  it('have permissive licences', () => {
    const { packages }: { packages: Packages } = JSON.parse(
      readText('functions/package-lock.json'),
    );
    const deployed = withNeeds(packages, '');
    assert.ok(deployed.has('node_modules/valibot') && deployed.has('node_modules/firebase-admin'));
    for (const path of deployed) {
      const name = path.replace(/^.*node_modules\//u, '');
      const declared = packages[path]?.license ?? DECLARED_OTHERWISE[name] ?? 'none';
      const choices = declared.replaceAll(/[()]/gu, '').split(' OR ');
      assert.ok(
        choices.some((each) => PERMISSIVE.has(each)),
        `${name}: ${declared}`,
      );
    }
  });
});
