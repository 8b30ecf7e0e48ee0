import assert from 'node:assert/strict';
import { brokenGuarantees } from '../../../tools/push/broken-guarantees.ts';

const told = (fullTitle: string, message?: string) => ({
  fullTitle: `firestore.rules ${fullTitle}`,
  err: { ...(message && { message }) },
});

describe('Which guarantees an app’s rules break', () => {
  const report = {
    passes: [told('users/{uid} allows get your own')],
    failures: [
      told('users/{uid} denies add a device', 'Expected request to fail'),
      told('posts/{postId} allows create one', 'permission denied'),
    ],
  };

  it('is said by what is let through or refused', () => {
    assert.deepEqual(brokenGuarantees(report), {
      tried: 3,
      broken: [
        { section: 'users/{uid}', says: 'lets through “add a device”' },
        { section: 'posts/{postId}', says: 'refuses “create one”' },
      ],
    });
  });

  it('is said of rules that do not compile', () => {
    const failures = [told('"before all" hook for "get your own"', 'Error compiling rules')];
    assert.deepEqual(brokenGuarantees({ passes: [], failures }).broken, [
      { section: 'the rules', says: 'Error compiling rules' },
    ]);
  });
});
