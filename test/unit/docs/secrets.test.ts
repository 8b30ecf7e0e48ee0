import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { readText } from './documents.ts';

/** Installed or built, and not in the repository. */
const FOREIGN = new Set(['node_modules', 'lib', 'dist', '.git']);

describe('The repository', () => {
  it('has no service account key', () => {
    const keys = globSync('**/*.json', {
      cwd: PROJECT_ROOT,
      exclude: (name) => FOREIGN.has(name.split('/').at(-1) ?? name),
    }).filter((path) => /"type":\s*"service_account"/u.test(readText(path)));
    assert.deepEqual(keys, []);
  });
});
