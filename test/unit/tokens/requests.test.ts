import assert from 'node:assert/strict';
import { parseSaveRequest } from '../../../functions/src/tokens/requests.ts';

describe('A request to save a device', () => {
  const saved = (appVersion: string) =>
    'value' in parseSaveRequest({ token: 'token', platform: 'web', appVersion });

  it('may hold 64 characters, whatever units they take', () => {
    for (const character of ['a', '한', '😀']) {
      assert.ok(saved(character.repeat(64)), character);
      assert.ok(!saved(character.repeat(65)), character);
    }
  });
});
