import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { PROJECT_ROOT } from '../../../launcher/addresses.ts';
import { readText, tableUnder, unquoted } from './documents.ts';

/** Severity and event where they are logged, and where a table of them says so. */
const LOGGED = /log\(\s*'(info|warn|error)',\s*'([^']+)'/gu;
const LISTED = /severity: '(info|warn|error)',\s*event: '([^']+)'/gu;
const LOG_CALL = /\blog\(/gu;
/** The call that takes both from that table. */
const FROM_TABLE = /\blog\(severity, event,/gu;

const sources = globSync('functions/src/**/*.ts', { cwd: PROJECT_ROOT }).map(readText);
const documented = tableUnder(readText('docs/operations.md'), '## Log events').map(
  ([event, severity = '']) => `${unquoted(event)} ${severity}`,
);

function inSources(pattern: RegExp): RegExpExecArray[] {
  return sources.flatMap((text) => [...text.matchAll(pattern)]);
}

describe('The documented log events', () => {
  it('are those that the functions log, with their severities', () => {
    const logged = [...inSources(LOGGED), ...inSources(LISTED)].map(
      ([, severity, event]) => `${event} ${severity}`,
    );
    assert.deepEqual(documented.toSorted(), [...new Set(logged)].sort());
  });

  it('have literal names, so that this test sees all of them', () => {
    const literal = inSources(LOGGED).length + inSources(FROM_TABLE).length;
    assert.equal(inSources(LOG_CALL).length, literal);
    assert.equal(inSources(/\bconsole\./gu).length, 0);
    assert.equal(inSources(/\blogger\b/gu).length, 2, 'imported and used once, by `log`');
  });

  it('are the only ones that a metric counts', () => {
    const events = documented.map((each) => each.split(' ')[0]);
    const counted = globSync('ops/metrics/*.json', { cwd: PROJECT_ROOT })
      .map(readText)
      .flatMap((text) => [...text.matchAll(/\\"([a-z_]+\.[a-z_]+)\\"/gu)])
      .map(([, event]) => event);
    assert.ok(counted.length > 0);
    for (const event of counted) assert.ok(events.includes(event), event);
  });
});

describe('The alerts', () => {
  it('read metrics that exist', () => {
    const metrics = globSync('ops/metrics/*.json', { cwd: PROJECT_ROOT }).map((path) =>
      path.replace(/^ops\/metrics\/|\.json$/gu, ''),
    );
    const read = globSync('ops/alerts/*.json', { cwd: PROJECT_ROOT })
      .map(readText)
      .flatMap((text) => [...text.matchAll(/user\/([a-z_]+)/gu)])
      .map(([, metric = '']) => metric);
    assert.deepEqual([...new Set(read)].sort(), metrics.toSorted());
  });
});
