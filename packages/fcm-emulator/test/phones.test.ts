import assert from 'node:assert/strict';
import { listIn, property, RunningEmulator } from './running-emulator.ts';
import { StandInPhone } from './stand-in-phone.ts';

/** Several programs start for each push, on a busy machine. */
const PATIENCE_MS = 30_000;

/** Longer than the answer to a send waits for its delivery. */
const SLOW_MS = 1000;

const ANDROID = { kind: 'android', serial: 'emulator-5554', app: 'com.example.app' };
const SIMULATOR = { kind: 'ios-simulator', simulator: 'booted', app: 'com.example.app' };
const RECEIVE = 'com.google.android.c2dm.intent.RECEIVE';
const DELIVERED = `  Historical Broadcast foreground #0:
    Intent { act=${RECEIVE} flg=0x20 pkg=com.example.app (has extras) }
    DELIVERED #0: (manifest)`;

/** Texts that a shell, `am` or `simctl` could take for something else. */
const HOSTILE = [
  `it's "quoted" $(exit 9) \`id\` \${HOME} \\ \\' ; & | > < * ? ~ # !`,
  "'; rm -rf / #",
  "''''",
  '--es from 1',
  '-n',
  '',
  'two\nlines\r\n\ttab',
  '댓글 👩‍👩‍👧 \u202e',
];

describe('FCM emulator: phones', function () {
  this.timeout(PATIENCE_MS);
  let emulator: RunningEmulator;
  let phone: StandInPhone;
  beforeEach(async () => {
    phone = await StandInPhone.start();
    emulator = await RunningEmulator.start({ strict: true });
  });
  afterEach(async () => {
    await emulator.close();
    await phone[Symbol.asyncDispose]();
  });

  const connect = (token: string, to: object) =>
    emulator.control('PUT', `devices/${encodeURIComponent(token)}/phone`, to);
  /** Sends, and resolves with what came of it once the phone has answered. */
  async function delivered(message: object): Promise<unknown> {
    const events = await emulator.listen();
    assert.equal((await emulator.send(message)).status, 200);
    for await (const { name, data } of events) if (name === 'delivery') return data;
    assert.fail('The stream ended.');
  }

  it('pushes to the simulator that a token is connected to', async () => {
    assert.equal((await connect('t', SIMULATOR)).status, 200);
    const receipt = await delivered({ token: 't', notification: { title: "It's" } });
    assert.equal(property(receipt, 'ok'), true);
    assert.equal(property(receipt, 'detail'), "Notification sent to 'com.example.app'");
    const [call] = await phone.calls('xcrun');
    assert.deepEqual(call?.args, ['simctl', 'push', 'booted', 'com.example.app', '-']);
    const payload: unknown = JSON.parse(call?.input ?? '');
    assert.deepEqual(property(payload, 'aps'), { alert: { title: "It's" } });
    const [logged] = listIn((await emulator.control('GET', 'messages')).body, 'messages');
    assert.equal(property(payload, 'gcm.message_id'), property(logged, 'id'));
    assert.equal(property(logged, 'deliveries', 0, 'via'), 'ios-simulator');
  });

  it('broadcasts to the Android app that a token is connected to, text for text', async () => {
    await phone.says('dumpsys', DELIVERED);
    await connect('t', ANDROID);
    const data = Object.fromEntries(HOSTILE.map((text, i) => [`key ${i} '$(id)`, text]));
    const receipt = await delivered({ token: 't', data });
    assert.deepEqual([property(receipt, 'ok'), property(receipt, 'device')], [true, 't']);
    const [adb] = await phone.calls('adb');
    assert.deepEqual(adb?.args.slice(0, 3), ['-s', 'emulator-5554', 'shell']);
    const [call] = await phone.calls('run-as');
    const [app, ...am] = call?.args ?? [];
    assert.equal(app, 'com.example.app');
    assert.deepEqual(am.slice(0, 10), [
      ...['am', 'broadcast', '--user', '0', '-a', RECEIVE, '-p', 'com.example.app', '-f', '32'],
    ]);
    const extras = am.slice(10);
    const got = new Map<string, string>();
    for (let i = 0; i < extras.length; i += 3) {
      assert.equal(extras[i], '--es');
      got.set(extras[i + 1] ?? '', extras[i + 2] ?? '');
    }
    for (const [key, text] of Object.entries(data)) assert.equal(got.get(key), text);
    assert.equal(got.get('google.message_id')?.startsWith('0:'), true);
  });

  it('does not take "result=0" for an arrival', async () => {
    await connect('t', ANDROID);
    const unseen = await delivered({ token: 't' });
    assert.equal(property(unseen, 'ok'), false);
    assert.match(String(property(unseen, 'detail')), /history of the phone does not show it/);
    await phone.says('dumpsys', DELIVERED.replace('DELIVERED', 'SKIPPED'));
    assert.match(String(property(await delivered({ token: 't' }), 'detail')), /skipped the app/);
  });

  it('says why a phone could not be reached, in the words of its program', async () => {
    await connect('t', ANDROID);
    await phone.says('run-as', 'run-as: package not debuggable: com.example.app', 1);
    assert.deepEqual(
      property(await delivered({ token: 't' }), 'detail'),
      'run-as: package not debuggable: com.example.app',
    );
    await connect('t', SIMULATOR);
    await phone.says('xcrun', 'No devices are booted.', 164);
    const receipt = await delivered({ token: 't' });
    assert.deepEqual(
      [property(receipt, 'ok'), property(receipt, 'detail')],
      [false, 'No devices are booted.'],
    );
  });

  it('says what to install where the program is missing', async () => {
    await phone.remove('adb');
    await connect('t', ANDROID);
    assert.match(
      String(property(await delivered({ token: 't' }), 'detail')),
      /install the Android SDK/,
    );
  });

  it('tells an Android app its token', async () => {
    await connect('a:b', ANDROID);
    const { body } = await emulator.control('POST', 'devices/a:b/phone:announceToken');
    assert.equal(property(body, 'ok'), true);
    const [call] = await phone.calls('run-as');
    assert.deepEqual(call?.args.slice(-3), ['--es', 'token', 'a:b']);
    assert.ok(call?.args.includes('com.google.firebase.messaging.NEW_TOKEN'));
    assert.equal((await emulator.control('POST', 'devices/x/phone:announceToken')).status, 400);
  });

  it('takes nothing to a phone that is connected no more, or to another token', async () => {
    await connect('t', SIMULATOR);
    await emulator.control('DELETE', 'devices/t/phone');
    const other = await emulator.newDevice();
    for (const token of ['t', other]) await emulator.send({ token });
    await connect(other, SIMULATOR);
    await delivered({ token: other });
    assert.equal((await phone.calls('xcrun')).length, 1);
  });

  it('begins a push when the one before has ended', async () => {
    await connect('t', SIMULATOR);
    await phone.takesLong('xcrun', SLOW_MS, '"n":"1"');
    await emulator.send({ token: 't', data: { n: '1' } });
    await delivered({ token: 't', data: { n: '2' } });
    await delivered({ token: 't', data: { n: '3' } });
    const numbers = (await phone.calls('xcrun')).map(({ input }) =>
      property(JSON.parse(input), 'n'),
    );
    assert.deepEqual(numbers.slice(0, 2), ['1', '2']);
  });

  for (const [phoneIn, sentence] of [
    [{}, /needs "kind"/],
    [{ kind: 'web' }, /"kind" of A phone must be "ios-simulator" or "android"/],
    [{ kind: 'ios-simulator', simulator: 'booted' }, /needs "app"/],
    [{ ...SIMULATOR, simulator: '--help' }, /"simulator" of A phone/],
    [{ ...ANDROID, serial: '-e' }, /"serial" of A phone/],
    [{ ...ANDROID, app: 'com.example.app; id' }, /"app" of A phone/],
    [{ ...ANDROID, user: 0 }, /no "user"/],
  ] as const) {
    it(`refuses ${JSON.stringify(phoneIn)}`, async () => {
      const { status, body } = await connect('t', phoneIn);
      assert.equal(status, 400);
      assert.match(String(property(body, 'error')), sentence);
    });
  }
});
