import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { PROBED, type Probed, probe, reportOf } from '../src/probe.ts';
import type { Answer } from '../src/recordings.ts';
import { property, RunningEmulator } from './running-emulator.ts';
import { MAIN } from './tested.ts';

/** A new Node.js process on a busy machine, in milliseconds. */
const START_MS = 30_000;
const accessToken = async (): Promise<string> => 'good';

/** Answers as the emulator does, but where a test has it otherwise. */
class StandInFcm {
  readonly requests: unknown[] = [];
  change = (answer: Answer, _body: unknown): Answer => answer;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(emulator: RunningEmulator): Promise<StandInFcm> {
    const server = createServer();
    const fcm = new StandInFcm(server);
    server.on('request', async (request, response) => {
      const body = await json(request);
      const { authorization = '' } = request.headers;
      fcm.requests.push(body);
      const usual =
        authorization === 'Bearer good'
          ? await emulator.post(JSON.stringify(body), { authorization }, request.url?.slice(1))
          : { status: 401, body: { error: { message: 'Request had invalid credentials.' } } };
      const answer = fcm.change(usual, body);
      response.writeHead(answer.status).end(JSON.stringify(answer.body));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return fcm;
  }

  get origin(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

describe('FCM emulator: probe', function () {
  this.timeout(START_MS);
  let emulator: RunningEmulator;
  let fcm: StandInFcm;
  beforeEach(async () => {
    emulator = await RunningEmulator.start({ strict: true });
    fcm = await StandInFcm.start(emulator);
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
    assert.equal(fcm.requests.length, PROBED.length);
    assert.ok(fcm.requests.every((body) => property(body, 'validate_only') === true));
    assert.deepEqual(await emulator.accepted(), []);
  });

  it('reports what FCM answers now, without the project', async () => {
    fcm.change = (answer, body) =>
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

  const command = (args: readonly string[], env: NodeJS.ProcessEnv) =>
    promisify(execFile)(process.execPath, [MAIN, 'probe', ...args], {
      env: { ...process.env, ...env },
    }).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
      (failed: { code: number; stdout: string; stderr: string }) => failed,
    );
  const toFcm = () => ['--project', 'my-app', '--origin', fcm.origin];

  it('prints the report, with status 1 where anything differs', async () => {
    const same = await command(toFcm(), { FCM_ACCESS_TOKEN: 'good' });
    assert.deepEqual([same.code, same.stderr], [0, '']);
    fcm.change = ({ status }) => ({ status, body: {} });
    const other = await command(toFcm(), { FCM_ACCESS_TOKEN: 'good' });
    assert.equal(other.code, 1);
    assert.match(other.stdout, /^## pyric-no-target$/m);
  });

  for (const [what, args, token, sentence] of [
    ['wrong credentials', toFcm, 'bad', /^FCM looks at no message: 401 Request had invalid/],
    [
      'no network',
      () => ['--project', 'p', '--origin', 'https://fcm.invalid'],
      'good',
      /^https:\/\/fcm\.invalid does not answer: .*fcm\.invalid/,
    ],
    ['no access token', toFcm, '', /^There is no access token: set FCM_ACCESS_TOKEN/],
  ] as const) {
    it(`says in a sentence that there is ${what}, with status 2`, async () => {
      const { code, stdout, stderr } = await command(args(), { FCM_ACCESS_TOKEN: token, PATH: '' });
      assert.match(stderr, sentence);
      assert.deepEqual([code, stdout], [2, '']);
    });
  }
});
