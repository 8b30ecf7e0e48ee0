import assert from 'node:assert/strict';
import { withCircuit } from '../../../functions/src/fcm/circuit.ts';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';

const BROKEN: Answer = { status: 401, body: '' };
const DOWN: Answer = { status: 503, body: '' };
const OK: Answer = { status: 200, body: '' };
const THRESHOLD = 25;
const PAUSE_MS = 30_000;

describe('withCircuit', () => {
  let now = 0;
  let requests = 0;
  let opened: string[] = [];
  let answer: Answer = OK;
  const send = () =>
    withCircuit(
      async () => {
        requests += 1;
        return answer;
      },
      (detail) => opened.push(detail),
      () => now,
    );
  const request = { to: { token: 't' }, payload: {} };

  beforeEach(() => {
    now = 0;
    requests = 0;
    opened = [];
    answer = BROKEN;
  });

  async function times(count: number, circuit: ReturnType<typeof send>): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (let i = 0; i < count; i += 1) answers.push(await circuit(request));
    return answers;
  }

  it('opens after so many answers in a row that blame the project, and says so once', async () => {
    const circuit = send();
    const answers = await times(THRESHOLD + 100, circuit);
    assert.equal(requests, THRESHOLD);
    assert.deepEqual(answers.at(-1), BROKEN);
    assert.equal(opened.length, 1);
  });

  it('lets one probe through after the pause, and closes when that works', async () => {
    const circuit = send();
    await times(THRESHOLD, circuit);
    now += PAUSE_MS;
    await times(10, circuit);
    assert.equal(requests, THRESHOLD + 1, 'one probe a pause');
    now += PAUSE_MS;
    answer = OK;
    assert.deepEqual(
      await times(10, circuit),
      Array.from({ length: 10 }, () => OK),
    );
  });

  it('stays closed for a broken APNs key, which is one platform’s', async () => {
    const details = [{ errorCode: 'THIRD_PARTY_AUTH_ERROR' }];
    answer = { status: 401, body: JSON.stringify({ error: { details } }) };
    await times(2 * THRESHOLD, send());
    assert.equal(requests, 2 * THRESHOLD);
  });

  it('stays closed while anything works in between, and counts no outage', async () => {
    const circuit = send();
    await times(THRESHOLD - 1, circuit);
    answer = OK;
    await times(1, circuit);
    answer = BROKEN;
    await times(THRESHOLD - 1, circuit);
    answer = DOWN;
    await times(THRESHOLD, circuit);
    assert.equal(requests, 3 * THRESHOLD - 1);
    assert.deepEqual(opened, []);
    answer = BROKEN;
    await times(1, circuit);
    assert.equal(opened.length, 1, 'an outage tells nothing of the project either');
  });
});
