import assert from 'node:assert/strict';
import { reportingFailures, TaskTooEarly } from '../../../functions/src/triggers/failures.ts';

/** What the log has and what the platform is thrown, where a function throws this. */
async function reportOf(thrown: unknown) {
  const lines: { event: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const work = reportingFailures(
    () => Promise.reject(thrown),
    (event, fields) => void lines.push({ event, fields }),
  );
  const error: unknown = await work.catch((caught: unknown) => caught);
  assert.ok(error instanceof Error);
  return { lines, error };
}

describe('What a function throws', () => {
  it('when a task comes too early is no line, no stack trace, and no answer that slows its queue', async () => {
    const { lines, error } = await reportOf(new TaskTooEarly('not due yet'));
    assert.deepEqual(lines, []);
    assert.ok('httpErrorCode' in error);
    assert.partialDeepStrictEqual(error.httpErrorCode, { status: 409 });
    assert.equal(error.message, 'not due yet');
    assert.equal(JSON.parse(error.stack ?? '').severity, 'DEBUG');
  });

  it('when it fails is in the log with its stack, once, and thrown on without', async () => {
    const { lines, error } = await reportOf(new TypeError('no queue'));
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.event, 'function.failed');
    assert.equal(lines[0].fields.error, 'TypeError: no queue');
    assert.match(String(lines[0].fields.stack_trace), /no queue\n +at /);
    assert.equal(Object(error).httpErrorCode.status, 500);
    const printed = JSON.parse(error.stack ?? '');
    assert.equal(printed.severity, 'DEBUG');
    assert.doesNotMatch(printed.message, /no queue/);
    assert.equal((await reportOf('a text')).lines[0]?.fields.error, 'a text');
  });

  it('as the answer of a callable goes through', async () => {
    // Of the SDK's own class, which is not to be had from here.
    const { error: refusal } = await reportOf(new TaskTooEarly('later'));
    const { lines, error } = await reportOf(refusal);
    assert.equal(error, refusal);
    assert.deepEqual(lines, []);
  });

  it('is its result where all is well', async () => {
    assert.equal(await reportingFailures(async () => 7), 7);
  });
});
