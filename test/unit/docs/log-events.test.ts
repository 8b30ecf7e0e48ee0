import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { LOG_EVENTS } from '../../../functions/src/log-events.ts';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { ALERTS, METRICS, policyOf } from '../../../tools/push/alarms.ts';
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

  it('take no field in the place of what every line has', () => {
    const fields = Object.values(LOG_EVENTS).flatMap((each): readonly string[] => each.fields);
    for (const own of ['event', 'severity', 'message']) assert.ok(!fields.includes(own), own);
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
});

describe('The alerts', () => {
  it('read metrics that exist, and each metric is read', () => {
    const read = ALERTS.flatMap(({ metric, of }) => [metric, of ?? metric]);
    const metrics: string[] = [...METRICS.map(({ name }) => name), 'queue depth'];
    assert.deepEqual([...new Set<string>(read)].sort(), metrics.sort());
  });

  it('look at the queues by the names that they have in a kit', () => {
    const [depth] = ALERTS.filter(({ metric }) => metric === 'queue depth');
    assert.ok(depth);
    const { filter } = policyOf(depth, 'push', []).conditions[0]?.conditionThreshold ?? {};
    assert.match(filter ?? '', /one_of\("kit-push-retryDelivery"/);
  });
});
