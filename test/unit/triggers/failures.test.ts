import assert from 'node:assert/strict';
import { reportingFailures, TaskTooEarly } from '../../../functions/src/triggers/failures.ts';

/** Returns the log lines, and the error that the platform gets, if a function throws. */
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

describe('reportingFailures', () => {
  it('logs nothing if a task comes too early, and answers so that its queue does not slow down', async () => {
    const { lines, error } = await reportOf(new TaskTooEarly('not due yet'));
    assert.deepEqual(lines, []);
    assert.ok('httpErrorCode' in error);
    assert.partialDeepStrictEqual(error.httpErrorCode, { status: 409 });
    assert.equal(error.message, 'not due yet');
    assert.equal(JSON.parse(error.stack ?? '').severity, 'DEBUG');
  });

  it('logs an error once with its stack, and throws it again without the stack', async () => {
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

  it('does not log the refusal of a callable', async () => {
    // An error of the SDK's class. This test cannot import the class.
    const { error: refusal } = await reportOf(new TaskTooEarly('later'));
    const { lines, error } = await reportOf(refusal);
    assert.equal(error, refusal);
    assert.deepEqual(lines, []);
  });

  it('returns the result if nothing fails', async () => {
    assert.equal(await reportingFailures(async () => 7), 7);
  });
});
