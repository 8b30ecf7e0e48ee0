import assert from 'node:assert/strict';
import * as config from '../../../functions/src/config/params.ts';
import { readText, tableUnder, unquoted } from './documents.ts';

const specs = Object.values(config)
  .map(({ name, options }) => ({
    name,
    default: options.default,
    description: options.description,
  }))
  .sort((a, b) => a.name.localeCompare(b.name));

describe('The documented params', () => {
  it('are those that a deployment has, each with its default and meaning', () => {
    const documented = tableUnder(readText('functions/README.md'), '## Params')
      .map(([name, byDefault, meaning]) => [unquoted(name), unquoted(byDefault), meaning])
      .sort(([a = ''], [b = '']) => a.localeCompare(b));
    assert.deepEqual(
      documented,
      specs.map((spec) => [spec.name, String(spec.default), spec.description]),
    );
  });
});
