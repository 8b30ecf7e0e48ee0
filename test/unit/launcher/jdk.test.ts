import assert from 'node:assert/strict';
import { rankRuntimes } from '../../../tools/launcher/jdk.ts';

function runtime(homedir: string, major: number | undefined, tags: object = {}) {
  return {
    homedir,
    ...(major !== undefined && { version: { major, java_version: `${major}.0.1` } }),
    ...tags,
  };
}

describe('The order in which Java runtimes are tried', () => {
  it('leaves out those that are too old', () => {
    assert.deepEqual(rankRuntimes([runtime('/17', 17), runtime('/21', 21), runtime('/8', 8)]), [
      '/21',
    ]);
  });

  it('prefers JAVA_HOME, then PATH, then the newest', () => {
    const found = [
      runtime('/22', 22),
      runtime('/25', 25),
      runtime('/on-path', 21, { isInPathEnv: true }),
      runtime('/java-home', 21, { isJavaHomeEnv: true }),
    ];
    assert.deepEqual(rankRuntimes(found), ['/java-home', '/on-path', '/25', '/22']);
  });

  it('passes over a JAVA_HOME that is too old', () => {
    const found = [runtime('/java-home', 17, { isJavaHomeEnv: true }), runtime('/25', 25)];
    assert.deepEqual(rankRuntimes(found), ['/25']);
  });

  it('tries one that says no version last', () => {
    assert.deepEqual(rankRuntimes([runtime('/unknown', undefined), runtime('/21', 21)]), [
      '/21',
      '/unknown',
    ]);
  });
});
