import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { onAnyMachine, withSlashes } from '../../../functions/lean-sdks.js';
import { LEFT_OUT, STAND_INS, TYPESCRIPT } from '../../../functions/sdk-parts.js';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';

describe('What a start leaves out of the SDKs', () => {
  it('is found by the paths of any machine', () => {
    const modules = join(PROJECT_ROOT, 'node_modules');
    const files = readdirSync(modules, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.m?js$/.test(file))
      .map((file) => `/app/node_modules/${withSlashes(file)}`);
    const filters: RegExp[] = [...LEFT_OUT, ...STAND_INS.map(({ filter }) => filter), TYPESCRIPT];
    for (const filter of filters) {
      const found = files.filter((file) => filter.test(file));
      assert.ok(found.length > 0, String(filter));
      const onWindows = files.map((file) => `C:${file.replaceAll('/', '\\')}`);
      assert.deepEqual(
        onWindows.filter((file) => onAnyMachine(filter).test(file)).map(withSlashes),
        found.map((file) => `C:${file}`),
        String(filter),
      );
    }
  });
});
