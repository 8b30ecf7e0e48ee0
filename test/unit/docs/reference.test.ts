import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { APP_DATA_PARAMS } from '../../../functions/src/config/app-data.ts';
import * as config from '../../../functions/src/config/params.ts';
import { LOG_EVENTS } from '../../../functions/src/log-events.ts';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { readText, tableUnder, unquoted } from './documents.ts';

describe('The documentation', () => {
  for (const [heading, params] of [
    ['## Params', config],
    ['## Names', APP_DATA_PARAMS],
  ] as const) {
    it(`has under ${heading} the params of a deployment, each with its default and meaning`, () => {
      const rows = tableUnder(readText('functions/README.md'), heading);
      const specs = Object.values(params).map(({ name, options }) =>
        [name, options.default, unquoted(options.description)].join(' | '),
      );
      assert.deepEqual(rows.map((row) => row.map(unquoted).join(' | ')).sort(), specs.sort());
    });
  }

  it('has all lines of the log, with severities and fields', () => {
    const rows = tableUnder(readText('docs/operations.md'), '## Log events');
    assert.deepEqual(
      rows.map(([event, severity, , fields = '']) => [
        unquoted(event),
        severity,
        ...[...fields.matchAll(/`(\w+)`/gu)].map(([, field]) => field),
      ]),
      Object.entries(LOG_EVENTS).map(([event, { severity, fields, ...rest }]) => [
        ...[event, severity, ...('todo' in rest ? ['todo'] : []), ...fields],
      ]),
    );
  });

  it('has only log lines of the code, which does not use the console', () => {
    const sources = globSync('functions/src/**/*.ts', { cwd: PROJECT_ROOT })
      .filter((path) => !path.endsWith('/log-events.ts'))
      .map((path) => readText(path));
    for (const event of Object.keys(LOG_EVENTS)) {
      const isLogged = sources.some((source) => source.includes(`'${event}'`));
      assert.ok(isLogged, event);
    }
    for (const source of sources) assert.doesNotMatch(source, /\bconsole\./u);
  });
});
