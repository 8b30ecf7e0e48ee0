import assert from 'node:assert/strict';
import {
  MAX_BODY_BYTES,
  type Parsed,
  parseNoInput,
  parseRemoveRequest,
  parseSaveRequest,
} from '../../../functions/src/tokens/requests.ts';

const GOOD = { token: 'a', platform: 'web' };

/** The fields that are wrong, in alphabetical order; none where the input is good. */
function wrongIn(parsed: Parsed<unknown>): string[] {
  const fields = 'violations' in parsed ? parsed.violations.map(({ field }) => field) : [];
  return fields.toSorted();
}

function parsedOf<T>(parsed: Parsed<T>): T {
  return 'value' in parsed ? parsed.value : assert.fail(JSON.stringify(parsed.violations));
}

describe('A request to save a device', () => {
  const bad: readonly [string, unknown, readonly string[]][] = [
    ['nothing', {}, ['fid', 'platform', 'token']],
    ['null', null, ['data']],
    ['a text', 'text', ['data']],
    ['a list', ['token'], ['data']],
    ['both targets', { ...GOOD, fid: 'b' }, ['fid', 'token']],
    [
      'a target that is undefined beside the other',
      { ...GOOD, fid: undefined },
      ['fid', 'fid', 'token'],
    ],
    ['an empty token', { ...GOOD, token: '' }, ['token']],
    ['an empty installation ID', { fid: '', platform: 'web' }, ['fid']],
    ['a number', { ...GOOD, token: 1 }, ['token']],
    ['an object', { ...GOOD, token: { a: 1 } }, ['token']],
    ['a token of 4097 bytes', { ...GOOD, token: 'a'.repeat(4097) }, ['token']],
    ['a token of fewer characters', { ...GOOD, token: 'é'.repeat(2049) }, ['token']],
    ['half a surrogate pair', { ...GOOD, token: '\ud800' }, ['token']],
    ['a space in it', { ...GOOD, token: 'a b' }, ['token']],
    ['a line break after it', { ...GOOD, token: 'a\n' }, ['token']],
    ['a tab before it', { fid: '\ta', platform: 'web' }, ['fid']],
    ['a no-break space in it', { ...GOOD, token: 'a\u00a0b' }, ['token']],
    ['a null in it', { ...GOOD, token: 'a\u0000b' }, ['token']],
    ['a delete in it', { ...GOOD, token: 'a\u007f' }, ['token']],
    ['a byte order mark before it', { ...GOOD, token: '\ufeffa' }, ['token']],
    ['a zero-width space in it', { ...GOOD, token: 'a\u200bb' }, ['token']],
    ['no platform', { token: 'a' }, ['platform']],
    ['an unknown platform', { ...GOOD, platform: 'symbian' }, ['platform']],
    ['a device ID with a slash', { ...GOOD, deviceId: 'a/b' }, ['deviceId']],
    ['a device ID that is too long', { ...GOOD, deviceId: 'a'.repeat(65) }, ['deviceId']],
    ['a reserved device ID', { ...GOOD, deviceId: '__x__' }, ['deviceId']],
    ['an unknown locale', { ...GOOD, locale: 'not-a-locale' }, ['locale']],
    ['a malformed locale', { ...GOOD, locale: 'en_US!' }, ['locale']],
    ['an unknown time zone', { ...GOOD, timeZone: 'Mars/Base' }, ['timeZone']],
    ['an offset as a time zone', { ...GOOD, timeZone: '+09:00' }, ['timeZone']],
    ['an empty version', { ...GOOD, appVersion: '' }, ['appVersion']],
    ['unknown fields', { ...GOOD, x: 1, y: 2 }, ['x', 'y']],
    ['everything', { platform: 1, locale: 1, x: 1 }, ['fid', 'locale', 'platform', 'token', 'x']],
  ];
  for (const [what, input, fields] of bad) {
    it(`names what is wrong with ${what}`, () => {
      const parsed = parseSaveRequest(input);
      assert.ok('violations' in parsed);
      assert.deepEqual(wrongIn(parsed), fields);
      for (const { description } of parsed.violations) {
        assert.match(description, /^(is|must|exactly one) /);
      }
    });
  }

  it('says of what is missing that it is required', () => {
    const violations = [
      { field: 'token', description: 'must be a string' },
      { field: 'platform', description: 'is required' },
    ];
    assert.deepEqual(parseSaveRequest({ token: 1 }), { violations });
  });

  it('says which fields exclude each other', () => {
    const description = 'exactly one of token, fid is required';
    const violations = ['token', 'fid'].map((field) => ({ field, description }));
    assert.deepEqual(parseSaveRequest({ ...GOOD, fid: 'b' }), { violations });
  });

  it('says no more than the beginning of an unknown field', () => {
    assert.deepEqual(wrongIn(parseSaveRequest({ ...GOOD, ['x'.repeat(99)]: 1 })), ['x'.repeat(64)]);
  });

  it('says ten things at most, first of them what is wrong with the fields that it knows', () => {
    const unknown = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`field${i}`, 1]));
    const fields = wrongIn(parseSaveRequest({ ...unknown, token: 'a' }));
    assert.deepEqual(fields, [...Array.from({ length: 9 }, (_, i) => `field${i}`), 'platform']);
  });

  it('says one thing of each field, and looks no further into one that is too long', () => {
    const long = 'x '.repeat(10_000);
    assert.deepEqual(parseSaveRequest({ ...GOOD, token: long, locale: long }), {
      violations: [
        { field: 'token', description: 'must have at most 4096 bytes' },
        { field: 'locale', description: 'must have at most 64 characters' },
      ],
    });
  });

  it('is never longer than a body that is read', () => {
    const escaped = (text: string) =>
      text.replaceAll(
        /[\s\S]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
    const longest = { token: 'x'.repeat(4096), platform: 'android', deviceId: 'x'.repeat(64) };
    const short = { locale: 'x'.repeat(64), timeZone: 'x'.repeat(64), appVersion: '😀'.repeat(64) };
    assert.deepEqual(wrongIn(parseSaveRequest(longest)), []);
    const fields = Object.entries({ ...longest, ...short });
    const body = fields.map((field) => field.map((part) => `"${escaped(part)}"`).join(':'));
    assert.ok(`{"data":{${body.join(',')}}}`.length < MAX_BODY_BYTES);
  });

  it('has own properties only', () => {
    const inherited = Object.assign(Object.create({ platform: 'web', x: 1 }), { token: 'a' });
    assert.deepEqual(wrongIn(parseSaveRequest(inherited)), ['platform']);
    assert.deepEqual(wrongIn(parseSaveRequest(Object.assign(Object.create({ x: 1 }), GOOD))), []);
  });

  it('is a device with its target, and an ID that follows from that where it has none', () => {
    const { deviceId, ...device } = parsedOf(parseSaveRequest(GOOD));
    assert.deepEqual(device, { target: { token: 'a' }, platform: 'web' });
    assert.match(deviceId, /^[0-9a-f]{32}$/);
    const full = {
      platform: 'ios',
      deviceId: '_phone-1',
      locale: 'ko-KR',
      timeZone: 'Asia/Seoul',
      appVersion: '1',
    };
    assert.deepEqual(parsedOf(parseSaveRequest({ ...full, fid: 'f' })), {
      ...full,
      target: { fid: 'f' },
    });
    for (const deviceId of ['__x', 'x__', 'a'.repeat(64)]) {
      assert.equal(parsedOf(parseSaveRequest({ ...GOOD, deviceId })).deviceId, deviceId);
    }
  });

  it('may hold 64 characters, whatever units they take, and a target of 4096 bytes', () => {
    for (const character of ['a', '한', '😀']) {
      assert.deepEqual(
        wrongIn(parseSaveRequest({ ...GOOD, appVersion: character.repeat(64) })),
        [],
      );
      const over = { ...GOOD, appVersion: character.repeat(65) };
      assert.deepEqual(wrongIn(parseSaveRequest(over)), ['appVersion']);
    }
    assert.deepEqual(wrongIn(parseSaveRequest({ ...GOOD, token: 'é'.repeat(2048) })), []);
  });
});

describe('A request to remove a device', () => {
  const device = (deviceId: string, target: { token: string } | { fid: string }) => ({
    deviceId,
    target,
    platform: 'web' as const,
    createdAt: 0,
    lastSeenAt: 0,
  });
  const devices = [
    device('a', { token: 't' }),
    device('b', { fid: 't' }),
    device('t', { fid: 'x' }),
  ];

  for (const [input, removed] of [
    [{ token: 't' }, 'a'],
    [{ fid: 't' }, 'b'],
    [{ deviceId: 't' }, 't'],
  ] as const) {
    it(`by its ${Object.keys(input)[0]} means that one alone`, () => {
      const found = devices.filter(parsedOf(parseRemoveRequest(input)));
      assert.deepEqual(
        found.map(({ deviceId }) => deviceId),
        [removed],
      );
    });
  }

  it('names exactly one', () => {
    const all = ['deviceId', 'fid', 'token'];
    assert.deepEqual(wrongIn(parseRemoveRequest({})), all);
    assert.deepEqual(wrongIn(parseRemoveRequest({ token: 'a', deviceId: 'b' })), all);
    assert.deepEqual(wrongIn(parseRemoveRequest({ token: 'a b' })), ['token']);
  });
});

describe('A request without input', () => {
  it('is null, as the client SDKs send, or empty', () => {
    for (const input of [null, undefined, {}]) {
      assert.deepEqual(parseNoInput(input), { value: undefined });
    }
    assert.deepEqual(wrongIn(parseNoInput({ x: 1 })), ['x']);
    assert.deepEqual(wrongIn(parseNoInput([])), ['data']);
  });
});
