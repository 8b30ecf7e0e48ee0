import assert from 'node:assert/strict';
import { property, RunningEmulator } from './running-emulator.ts';

/** What is wrong with a list of faults, and the message about it. */
const WRONG: readonly (readonly [body: unknown, sentence: RegExp])[] = [
  [undefined, /must be \{"faults"/],
  [{ faults: [{ count: 1 }] }, /Fault 0 has no effect/],
  [[{ error: 'OUT_OF_LUCK' }], /"error" of Fault 0 must be one of UNREGISTERED,/],
  [[{ error: 'INTERNAL' }, { status: 20 }], /"status" of Fault 1/],
  [[{ error: 'INTERNAL', count: 0 }], /"count"/],
  [[{ error: 'INTERNAL', share: 30 }], /"share"/],
  [[{ error: 'INTERNAL', times: 3 }], /no "times"/],
  [[{ hangUp: 'later' }], /"hangUp"/],
  [[{ status: 503, headers: { 'bad header': 'x' } }], /"headers" .* HTTP headers/],
  [[{ status: 503, headers: { a: 1 } }], /"headers"/],
  [[{ status: 503, retryAfter: '1\n2' }], /"retryAfter"/],
  [[{ delayMs: -1 }], /"delayMs"/],
];

describe('FCM emulator: faults', () => {
  let emulator: RunningEmulator;
  beforeEach(async () => {
    emulator = await RunningEmulator.start();
  });
  afterEach(() => emulator.close());

  const faults = (...list: readonly object[]) => emulator.control('PUT', 'faults', list);
  /** Returns the statuses of sends to these tokens, one after the other. */
  const statuses = async (...tokens: readonly string[]): Promise<number[]> => {
    const all: number[] = [];
    for (const token of tokens) all.push((await emulator.send({ token })).status);
    return all;
  };

  // The recordings prove the other named errors.
  it('answers NOT_FOUND and DEADLINE_EXCEEDED without any detail', async () => {
    await faults({ error: 'NOT_FOUND', count: 1 }, { error: 'DEADLINE_EXCEEDED' });
    for (const status of [404, 504]) {
      const answer = await emulator.send({ token: 't' });
      assert.equal(answer.status, status);
      assert.equal(property(answer.body, 'error', 'details'), undefined);
    }
  });

  it('adapts an error to the project, the target and Apple’s answer', async () => {
    for (const [fault, words] of [
      [{ error: 'INVALID_ARGUMENT' }, /"message\.fid"/],
      [{ error: 'SERVICE_DISABLED' }, /in project p before .*\?project=p then/],
      [{ error: 'RESOURCE_EXHAUSTED' }, /"quota_limit_value":"600000"/],
      [{ error: 'QUOTA_EXCEEDED' }, /rate exceeded for this device/],
      [{ apns: { statusCode: 400, reason: 'BadTopic' } }, /an invalid argument.*"BadTopic"/],
    ] as const) {
      await faults(fault);
      assert.match(JSON.stringify((await emulator.send({ fid: 'f' })).body), words);
    }
  });

  it('hits the next N sends of one fault after the other, and counts them', async () => {
    await faults({ error: 'UNAVAILABLE', count: 2 }, { error: 'INTERNAL', count: 1 });
    assert.deepEqual(await statuses('a', 'b', 'c', 'd'), [503, 503, 500, 200]);
    assert.deepEqual((await emulator.control('GET', 'faults')).body, {
      faults: [
        { error: 'UNAVAILABLE', count: 2, hits: 2 },
        { error: 'INTERNAL', count: 1, hits: 1 },
      ],
    });
  });

  it('hits the device of a fault before faults for all, and no other device', async () => {
    await faults(
      { error: 'INTERNAL' },
      { error: 'UNREGISTERED', device: 'a' },
      { status: 502, device: 'b', count: 1 },
    );
    assert.deepEqual(await statuses('a', 'b', 'c', 'b'), [404, 502, 500, 500]);
    await faults({ error: 'UNAVAILABLE', device: 'f' });
    assert.equal((await emulator.send({ fid: 'f' })).status, 503);
    assert.equal((await emulator.send({ topic: 'f' })).status, 200);
  });

  it('hits a share of the sends, the same ones for the same seed', async () => {
    const run = async (seed: number) => {
      await faults({ error: 'UNAVAILABLE', share: 0.3, seed });
      return statuses(...Array.from({ length: 60 }, () => 't'));
    };
    const first = await run(7);
    const hits = first.filter((status) => status === 503).length;
    assert.ok(hits > 6 && hits < 30, `${hits} of 60`);
    assert.deepEqual(await run(7), first);
    assert.notDeepEqual(await run(8), first);
  });

  it('answers the given status, body and headers', async () => {
    const body = { error: { code: 400, message: 'mine' } };
    const date = 'Fri, 01 Jan 2027 00:00:00 GMT';
    await faults(
      { status: 400, body, headers: { 'x-mine': '1' }, count: 1 },
      { error: 'QUOTA_EXCEEDED', retryAfter: 7, count: 1 },
      { error: 'UNAVAILABLE', status: 500, body: '<html>', retryAfter: date },
    );
    const own = await emulator.send({ token: 't' });
    assert.deepEqual([own.status, own.body, own.headers.get('x-mine')], [400, body, '1']);
    const quota = await emulator.send({ token: 't' });
    assert.deepEqual([quota.status, quota.headers.get('retry-after')], [429, '7']);
    const html = await emulator.send({ token: 't' });
    assert.deepEqual([html.status, html.body], [500, '<html>']);
    assert.equal(html.headers.get('retry-after'), date);
    assert.match(html.headers.get('content-type') ?? '', /^text\/html/);
  });

  it('closes the connection before or after it accepts', async () => {
    await faults({ hangUp: true, count: 1 }, { hangUp: 'before', count: 1 }, { hangUp: 'after' });
    for (const accepted of [0, 0, 1]) {
      await assert.rejects(emulator.send({ token: 't' }), /fetch failed/);
      assert.equal((await emulator.accepted()).length, accepted);
    }
  });

  it('delays an answer without changing it', async () => {
    const DELAY_MS = 300;
    await faults({ delayMs: DELAY_MS, device: 'slow' });
    const start = performance.now();
    const slow = emulator.send({ token: 'slow' });
    assert.equal((await emulator.send({ token: 'quick' })).status, 200);
    assert.equal((await slow).status, 200);
    // Timers can fire up to a millisecond early.
    assert.ok(performance.now() - start >= DELAY_MS - 1);
  });

  it('refuses a bad message without using a fault; a dry run uses one', async () => {
    await faults({ error: 'UNAVAILABLE', count: 1 });
    assert.equal((await emulator.send({ token: 't', foo: 1 })).status, 400);
    const dryRun = await emulator.post('{"validate_only":true,"message":{"token":"t"}}');
    assert.equal(dryRun.status, 503);
    assert.deepEqual(await statuses('t'), [200]);
  });

  it('accepts {faults}, and removes all faults with an empty list', async () => {
    await emulator.control('PUT', 'faults', { faults: [{ error: 'INTERNAL' }] });
    assert.deepEqual(await statuses('t'), [500]);
    assert.deepEqual((await faults()).body, { faults: [] });
    assert.deepEqual(await statuses('t'), [200]);
  });

  for (const [body, sentence] of WRONG) {
    it(`answers a sentence to ${JSON.stringify(body)}, and keeps the faults`, async () => {
      await faults({ error: 'INTERNAL' });
      const answer = await emulator.control('PUT', 'faults', body);
      assert.equal(answer.status, 400);
      assert.match(String(property(answer.body, 'error')), sentence);
      assert.deepEqual(await statuses('t'), [500]);
    });
  }
});
