import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CALLABLES } from '../../../functions/src/triggers/body-limit.ts';
import { discovered } from './discovered.ts';

const SNAPSHOT = join(import.meta.dirname, 'manifest.snapshot.json');

/** Building and loading the functions takes a second, some more on a busy machine. */
const TIMEOUT_MS = 60_000;

/** Without what is left to the platform, which is `null`, and without the names of what is the only one. */
function withoutDefaults(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const said = Object.entries(value).filter(([, inner]) => inner !== null && inner !== '(default)');
  return Object.fromEntries(said.map(([key, inner]) => [key, withoutDefaults(inner)]));
}

/** What all functions have in common is written once, and no function’s own name again. */
function summed(endpoints: Readonly<Record<string, object>>) {
  const each = Object.entries(endpoints).map(
    ([name, endpoint]) => [name, Object.entries(Object(withoutDefaults(endpoint)))] as const,
  );
  const [[, first] = assert.fail()] = each;
  const common = first.filter((one) =>
    each.every(([, fields]) => fields.some((other) => isDeepStrictEqual(one, other))),
  );
  const own = each.map(([name, fields]) => [
    name,
    Object.fromEntries(
      fields.filter(([key, value]) => value !== name && !common.some(([known]) => known === key)),
    ),
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
