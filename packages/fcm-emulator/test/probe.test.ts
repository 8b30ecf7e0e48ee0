import assert from 'node:assert/strict';
import { json } from 'node:stream/consumers';
import { PROBED, type Probed, probe, reportOf } from '../src/probe.ts';
import type { Answer } from '../src/recordings.ts';
import { property, RunningEmulator, serve } from './running-emulator.ts';

const accessToken = async (): Promise<string> => 'good';

describe('FCM emulator: probe', () => {
  let emulator: RunningEmulator;
  /** Answers as the emulator does, but where a test has it otherwise. */
  let fcm: Awaited<ReturnType<typeof serve>>;
  let change: (answer: Answer, body: unknown) => Answer;
  let requests: unknown[];
  const serveFcm = () =>
    serve(async (request, response) => {
      const body = await json(request);
      const { authorization = '' } = request.headers;
      requests.push(body);
      const usual =
        authorization === 'Bearer good'
          ? await emulator.post(JSON.stringify(body), { authorization }, request.url?.slice(1))
          : { status: 401, body: { error: { message: 'Request had invalid credentials.' } } };
      const answer = change(usual, body);
      response.writeHead(answer.status).end(JSON.stringify(answer.body));
    });
  beforeEach(async () => {
    requests = [];
    change = (answer) => answer;
    emulator = await RunningEmulator.start({ strict: true });
    fcm = await serveFcm();
  });
  afterEach(async () => {
    await fcm.close();
    await emulator.close();
  });

  async function probed(): Promise<readonly Probed[]> {
    const result = await probe({ project: 'my-app', origin: fcm.origin, accessToken });
    assert.ok(result.kind === 'answered', JSON.stringify(result));
    return result.probed;
  }

  it('asks all that the request alone decides, as dry runs, and finds no difference', async () => {
    const { findings, text } = reportOf(await probed(), 'my-app', '2026-01-02');
    assert.equal(findings, 0);
    assert.match(text, /^# FCM's answers of 2026-01-02\n\nOf \d\d recorded requests.* 0 have/);
    assert.equal(requests.length, PROBED.length);
    assert.ok(requests.every((body) => property(body, 'validate_only') === true));
    assert.deepEqual(await emulator.accepted(), []);
  });

  it('reports what FCM answers now, without the project', async () => {
    change = (answer, body) =>
      property(body, 'message', 'topic') === 'bad#topic!name'
        ? { status: 400, body: { error: { message: 'Bad topic in my-app, project 123456789.' } } }
        : answer;
    const { findings, text } = reportOf(await probed(), 'my-app', '2026-01-02');
    assert.equal(findings, 1);
    assert.match(text, /^## pyric-invalid-topic-name$/m);
    assert.match(text, /^FCM is not as recorded:$/m);
    assert.match(text, /^- error\.message: "Bad topic in PROJECT, project PROJECT\."/m);
    assert.match(text, /^The emulator is not as FCM:\n\n- error\.message: "Topic name contains/m);
    assert.doesNotMatch(text, /my-app|123456789/);
  });

  it('reports neither what is known to differ nor the length of a long text', async () => {
    const { text } = reportOf(
      (await probed()).map((each) => ({ ...each, emulated: { status: 500, body: {} } })),
      'my-app',
      '2026-01-02',
    );
    assert.match(text, /"p":"<8192 characters>"/);
    assert.doesNotMatch(text, /x{9}/);
  });

  it('says that nobody answers, and that no message is looked at', async () => {
    const ask = (origin: string, token: string) =>
      probe({ project: 'p', origin, accessToken: async () => token });
    const refused = await ask(fcm.origin, 'bad');
    assert.ok(refused.kind === 'refused', JSON.stringify(refused));
    assert.equal(refused.status, 401);
    assert.equal(refused.reason, 'Request had invalid credentials.');
    const { origin } = fcm;
    await fcm.close();
    const answered = await ask(origin, 'good');
    assert.ok(answered.kind === 'unreachable', JSON.stringify(answered));
    assert.match(answered.reason, /ECONNREFUSED/);
    fcm = await serveFcm();
  });
});
