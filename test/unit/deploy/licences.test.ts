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

interface Package {
  readonly license?: string;
  readonly dev?: boolean;
}

interface Lock {
  readonly packages: Readonly<Record<string, Package>>;
}

describe('The packages that are deployed', () => {
  it('have permissive licences', () => {
    const lock: Lock = JSON.parse(readText('functions/package-lock.json'));
    const deployed = Object.entries(lock.packages).filter(
      ([path, { dev }]) => path !== '' && dev !== true,
    );
    assert.ok(deployed.length > 0);
    for (const [path, { license }] of deployed) {
      const name = path.replace(/^.*node_modules\//u, '');
      const declared = license ?? DECLARED_OTHERWISE[name] ?? 'none';
      const choices = declared.replaceAll(/[()]/gu, '').split(' OR ');
      assert.ok(
        choices.some((each) => PERMISSIVE.has(each)),
        `${name}: ${declared}`,
      );
    }
  });
});
