import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CALLABLES } from '../../../functions/src/triggers/body-limit.ts';
import { discovered } from './discovered.ts';

const SNAPSHOT = join(import.meta.dirname, 'manifest.snapshot.json');

/** Building and loading the functions takes a second, or several on a busy machine. */
const TIMEOUT_MS = 60_000;

/** Returns the options by dotted paths. The platform chooses those that are `null` or `(default)`. */
function said(value: unknown, path: string): [string, unknown][] {
  if (value === null || value === '(default)') return [];
  const inner = typeof value === 'object' ? Object.entries(value) : [];
  if (inner.length === 0 || Array.isArray(value)) return [[path, value]];
  return inner.flatMap(([key, each]) => said(each, path === '' ? key : `${path}.${key}`));
}

/** Writes the options that all functions share only once, and omits each function’s own name. */
function summed(endpoints: Readonly<Record<string, object>>) {
  const each = Object.entries(endpoints).map(
    ([name, endpoint]) => [name, said(endpoint, '').filter(([, it]) => it !== name)] as const,
  );
  const [[, first] = assert.fail()] = each;
  const common = first.filter((one) =>
    each.every(([, all]) => all.some((other) => isDeepStrictEqual(one, other))),
  );
  const own = each.map(([name, all]) => [
    name,
    Object.fromEntries(all.filter(([path]) => !common.some(([known]) => known === path))),
  ]);
  return { common: Object.fromEntries(common), endpoints: Object.fromEntries(own) };
}

describe('A deployment', function () {
  this.timeout(TIMEOUT_MS);

  // Another test, of the documents, has the params.
  it('is as in the snapshot: triggers, retries, timeouts, queues and APIs', async () => {
    const { manifest, printed } = await discovered({
      environment: { FUNCTIONS_CONTROL_API: 'true' },
    });
    assert.equal(printed, '', 'prints nothing');
    const requiredAPIs = manifest.requiredAPIs?.map(({ api }) => api);
    const found = { ...summed(manifest.endpoints), requiredAPIs };
    if (process.env.UPDATE_SNAPSHOT) {
      await writeFile(SNAPSHOT, `${JSON.stringify(found, undefined, 2)}\n`);
    }
    assert.deepEqual(
      found,
      JSON.parse(await readFile(SNAPSHOT, 'utf8')),
      'The deployment would change. If it should: UPDATE_SNAPSHOT=1 npx mocha test/unit/deploy/manifest.test.ts',
    );
  });

  it('limits the bodies of all functions that anybody can call', async () => {
    const { endpoints } = JSON.parse(await readFile(SNAPSHOT, 'utf8'));
    const callable = Object.keys(endpoints).filter((name) => 'callableTrigger' in endpoints[name]);
    assert.deepEqual(callable.sort(), CALLABLES.toSorted());
  });
});
