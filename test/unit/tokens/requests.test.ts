import assert from 'node:assert/strict';
import {
  MAX_BODY_BYTES,
  type Parsed,
  parseNoInput,
  parseRemoveRequest,
  parseSaveRequest,
} from '../../../functions/src/tokens/requests.ts';

const GOOD = { token: 'a', platform: 'web' };

/** Returns the wrong fields in alphabetical order. */
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
    ['an undefined target too', { ...GOOD, fid: undefined }, ['fid', 'fid', 'token']],
    ['an empty token', { ...GOOD, token: '' }, ['token']],
    ['an empty installation ID', { fid: '', platform: 'web' }, ['fid']],
    ['a number', { ...GOOD, token: 1 }, ['token']],
    ['an object', { ...GOOD, token: { a: 1 } }, ['token']],
    ['a token of 4097 bytes', { ...GOOD, token: 'a'.repeat(4097) }, ['token']],
    ['a token of fewer characters', { ...GOOD, token: 'é'.repeat(2049) }, ['token']],
    ['half a surrogate pair', { ...GOOD, token: '\ud800' }, ['token']],
    // White space, control characters, and invisible characters.
    ...[' ', '\n', '\t', '\u00a0', '\u0000', '\u007f', '\ufeff', '\u200b'].map(
      (character): [string, unknown, string[]] => [
        `${JSON.stringify(character)} in a token`,
        { ...GOOD, token: `a${character}` },
        ['token'],
      ],
    ),
    ['a tab before an installation ID', { fid: '\ta', platform: 'web' }, ['fid']],
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
    it(`names the wrong fields of ${what}`, () => {
      const parsed = parseSaveRequest(input);
      assert.ok('violations' in parsed);
      assert.deepEqual(wrongIn(parsed), fields);
      for (const { description } of parsed.violations) {
        assert.match(description, /^(is|must|exactly one) /);
      }
    });
  }

  it('names missing fields, and fields that exclude each other', () => {
    const violationsOf = (input: unknown) => {
      const parsed = parseSaveRequest(input);
      return 'violations' in parsed && parsed.violations;
    };
    assert.deepEqual(violationsOf({ token: 1 }), [
      { field: 'token', description: 'must be a string' },
      { field: 'platform', description: 'is required' },
    ]);
    const description = 'exactly one of token, fid is required';
    const both = ['token', 'fid'].map((field) => ({ field, description }));
    assert.deepEqual(violationsOf({ ...GOOD, fid: 'b' }), both);
    const long = 'x '.repeat(10_000);
    assert.deepEqual(violationsOf({ ...GOOD, token: long, locale: long }), [
      { field: 'token', description: 'must have at most 4096 bytes' },
      { field: 'locale', description: 'must have at most 64 characters' },
    ]);
  });

  it('has at most ten violations, first of known fields, and quotes 64 characters of a field', () => {
    const unknown = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`field${i}`, 1]));
    const fields = wrongIn(parseSaveRequest({ ...unknown, token: 'a' }));
    assert.deepEqual(fields, [...Array.from({ length: 9 }, (_, i) => `field${i}`), 'platform']);
    assert.deepEqual(wrongIn(parseSaveRequest({ ...GOOD, ['x'.repeat(99)]: 1 })), ['x'.repeat(64)]);
  });

  it('always fits into a body that is read', () => {
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

  it('has no inherited properties', () => {
    const inherited = Object.assign(Object.create({ platform: 'web', x: 1 }), { token: 'a' });
    assert.deepEqual(wrongIn(parseSaveRequest(inherited)), ['platform']);
    assert.deepEqual(wrongIn(parseSaveRequest(Object.assign(Object.create({ x: 1 }), GOOD))), []);
  });

  it('is a device with its target, and an ID that is derived from the target by default', () => {
    const { deviceId, ...device } = parsedOf(parseSaveRequest(GOOD));
    assert.deepEqual(device, { target: { token: 'a' }, platform: 'web' });
    assert.match(deviceId, /^[0-9a-f]{32}$/);
    const rest = { locale: 'ko-KR', timeZone: 'Asia/Seoul', appVersion: '1' };
    const full = { platform: 'ios', deviceId: '_phone-1', ...rest };
    const target = { fid: 'f' };
    assert.deepEqual(parsedOf(parseSaveRequest({ ...full, ...target })), { ...full, target });
    for (const deviceId of ['__x', 'x__', 'a'.repeat(64)]) {
      assert.equal(parsedOf(parseSaveRequest({ ...GOOD, deviceId })).deviceId, deviceId);
    }
  });

  it('can have 64 characters of any size in a field, and a target of 4096 bytes', () => {
    for (const character of ['a', '한', '😀']) {
      const wrongAt = (length: number) =>
        wrongIn(parseSaveRequest({ ...GOOD, appVersion: character.repeat(length) }));
      assert.deepEqual([wrongAt(64), wrongAt(65)], [[], ['appVersion']]);
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

  for (const [index, input] of [{ token: 't' }, { fid: 't' }, { deviceId: 't' }].entries()) {
    it(`by its ${Object.keys(input)[0]} means only that device`, () => {
      assert.deepEqual(devices.filter(parsedOf(parseRemoveRequest(input))), [devices[index]]);
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
  it('is null, as client SDKs send it, or empty', () => {
    for (const input of [null, undefined, {}]) {
      assert.deepEqual(parseNoInput(input), { value: undefined });
    }
    assert.deepEqual(wrongIn(parseNoInput({ x: 1 })), ['x']);
    assert.deepEqual(wrongIn(parseNoInput([])), ['data']);
  });
});
