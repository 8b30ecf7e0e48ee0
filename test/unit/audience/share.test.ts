import assert from 'node:assert/strict';
import { isInShare } from '../../../functions/src/audience/share.ts';

const people = Array.from({ length: 10_000 }, (_, index) => `uid-${index}`);
const share = (percent: number) => people.filter((uid) => isInShare(uid, percent));

describe('A share of all users', () => {
  it('is nobody at 0 and everybody at 100', () => {
    assert.equal(share(0).length, 0);
    assert.equal(share(100).length, people.length);
  });

  it('has about as many as it says, and keeps them as it grows', () => {
    const tenth = share(10);
    assert.ok(Math.abs(tenth.length - 1000) < 100, `${tenth.length}`);
    const quarter = new Set(share(25));
    assert.ok(tenth.every((uid) => quarter.has(uid)));
  });

  it('is the same that the snippet in docs/adopt.md leaves to the old sender', () => {
    // sha256('ana') begins with 24d4b96f
    assert.equal(isInShare('ana', 0x24d4b96f % 100), false);
    assert.equal(isInShare('ana', (0x24d4b96f % 100) + 1), true);
  });
});
