import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { LOG_EVENTS } from '../../../functions/src/log-events.ts';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { readText, tableUnder, unquoted } from './documents.ts';

const sources = globSync('functions/src/**/*.ts', { cwd: PROJECT_ROOT });
const documented = tableUnder(readText('docs/operations.md'), '## Log events');

describe('The documented log events', () => {
  it('are those of the catalogue, with their severities and fields', () => {
    const rows = documented.map(([event, severity, , fields = '']) => ({
      event: unquoted(event),
      severity,
      fields: [...fields.matchAll(/`(\w+)`/gu)].map(([, field]) => field),
    }));
    const events = Object.entries(LOG_EVENTS).map(([event, { severity, fields, ...rest }]) => ({
      event,
      severity,
      fields: ['todo' in rest ? ['todo'] : [], fields].flat(),
    }));
    assert.deepEqual(rows, events);
  });

  it('are all logged, and nothing is logged beside them', () => {
    const paths = sources.filter((path) => !path.endsWith('/log-events.ts'));
    const texts = new Map(paths.map((path) => [path, readText(path)]));
    for (const event of Object.keys(LOG_EVENTS)) {
      assert.ok(
        [...texts.values()].some((text) => text.includes(`'${event}'`)),
        event,
      );
    }
    for (const [path, text] of texts) {
      assert.doesNotMatch(text, /\bconsole\./u, path);
      if (/\blogger\b/u.test(text)) assert.match(path, /triggers\/failures\.ts$/u);
    }
  });

  it('are the only ones that a metric counts', () => {
    const events: readonly string[] = Object.keys(LOG_EVENTS);
    const counted = globSync('tools/push/metrics/*.json', { cwd: PROJECT_ROOT })
      .map(readText)
      .flatMap((text) => [...text.matchAll(/\\"([a-z_]+\.[a-z_]+)\\"/gu)])
      .map(([, event]) => event);
    assert.ok(counted.length > 0);
    for (const event of counted) assert.ok(event && events.includes(event), event);
  });
});

describe('The alerts', () => {
  it('read metrics that exist', () => {
    const metrics = globSync('tools/push/metrics/*.json', { cwd: PROJECT_ROOT }).map((path) =>
      path.replace(/^tools\/push\/metrics\/|\.json$/gu, ''),
    );
    const read = globSync('tools/push/alerts/*.json', { cwd: PROJECT_ROOT })
      .map(readText)
      .flatMap((text) => [...text.matchAll(/user\/([a-z_]+)/gu)])
      .map(([, metric = '']) => metric);
    assert.deepEqual([...new Set(read)].sort(), metrics.toSorted());
  });
});
