import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CALLABLES } from '../../../functions/src/triggers/body-limit.ts';
import { discovered } from './discovered.ts';

const SNAPSHOT = join(import.meta.dirname, 'manifest.snapshot.json');

/** Building and loading the functions takes a second, some more on a busy machine. */
const TIMEOUT_MS = 60_000;

/** What is said of a function, by dotted paths; `null` and `(default)` leave it to the platform. */
function said(value: unknown, path: string): [string, unknown][] {
  if (value === null || value === '(default)') return [];
  const inner = typeof value === 'object' ? Object.entries(value) : [];
  if (inner.length === 0 || Array.isArray(value)) return [[path, value]];
  return inner.flatMap(([key, each]) => said(each, path === '' ? key : `${path}.${key}`));
}

/** What all functions have in common is written once, and no function’s own name again. */
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

describe('What a deployment would make', function () {
  this.timeout(TIMEOUT_MS);

  // A test of the documents has the params.
  it('is the snapshot: triggers, retries, time-outs, queues and APIs', async () => {
    const { manifest, printed } = await discovered({
      environment: { FUNCTIONS_CONTROL_API: 'true' },
    });
    assert.equal(printed, '', 'is found without a word');
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

  it('limits the bodies of all that anybody may call', async () => {
    const { endpoints } = JSON.parse(await readFile(SNAPSHOT, 'utf8'));
    const callable = Object.keys(endpoints).filter((name) => 'callableTrigger' in endpoints[name]);
    assert.deepEqual(callable.sort(), CALLABLES.toSorted());
  });
});
