import assert from 'node:assert/strict';
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { CALLABLES } from '../../../functions/src/triggers/body-limit.ts';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import type { FunctionsManifest } from '../../../tools/launcher/functions-manifest.ts';
import { discovered } from './discovered.ts';

const SNAPSHOT = join(import.meta.dirname, 'manifest.snapshot.json');

/** Building and loading the functions takes a second, some more on a busy machine. */
const TIMEOUT_MS = 60_000;

/** Without what is left to the platform, which is `null`. */
function withoutDefaults(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const said = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(said.map(([key, inner]) => [key, withoutDefaults(inner)]));
}

/** What all functions have in common stands once, and that each is called as it is exported not at all. */
function summed(endpoints: FunctionsManifest['endpoints']) {
  const each = Object.entries(endpoints).map(
    ([name, endpoint]) =>
      [name, new Map(Object.entries(Object(withoutDefaults(endpoint))))] as const,
  );
  const [[, first] = assert.fail()] = each;
  const common = [...first].filter(([key, value]) =>
    each.every(([, fields]) => isDeepStrictEqual(fields.get(key), value)),
  );
  for (const [name, fields] of each) {
    for (const [key] of common) fields.delete(key);
    if (fields.get('entryPoint') === name) fields.delete('entryPoint');
  }
  const own = each.map(([name, fields]) => [name, Object.fromEntries(fields)]);
  return { common: Object.fromEntries(common), endpoints: Object.fromEntries(own) };
}

describe('What a deployment would make', function () {
  this.timeout(TIMEOUT_MS);

  it('is the snapshot: triggers, retries, time-outs, queues, params and APIs', async () => {
    const environment = { FUNCTIONS_CONTROL_API: 'true' };
    const { manifest, printed } = await discovered({ environment });
    assert.equal(printed, '', 'is found without a word');
    const found = {
      ...summed(manifest.endpoints),
      params: Object.fromEntries((manifest.params ?? []).map((each) => [each.name, each.default])),
      requiredAPIs: manifest.requiredAPIs?.map(({ api }) => api),
    };
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
    const { endpoints }: FunctionsManifest = JSON.parse(await readFile(SNAPSHOT, 'utf8'));
    const callable = Object.keys(endpoints).filter(
      (name) => 'callableTrigger' in Object(endpoints[name]),
    );
    assert.deepEqual(callable.sort(), CALLABLES.toSorted());
  });

  it('is the same without the bundle: nothing of a function is lost in it', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'source-'));
    const source = pathToFileURL(join(PROJECT_ROOT, 'functions', 'src', 'index.ts')).href;
    const main = `export * from ${JSON.stringify(source)};`;
    await writeFile(join(directory.path, 'index.js'), main);
    await writeFile(join(directory.path, 'package.json'), '{"type":"module","main":"index.js"}');
    const { manifest } = await discovered({ source: directory.path });
    assert.deepEqual(manifest, (await discovered()).manifest);
  });
});
