import assert from 'node:assert/strict';
import { missingFunctions } from '../../../tools/launcher/suite.ts';
import { paramsFile } from '../../../tools/launcher/suite-project.ts';

describe('The functions’ params in the emulators', () => {
  it('are what the environment says, and only that', () => {
    const environment = { RETRY_FLOOR_SECONDS: '1', SENDER: 'a "b" \\ c', OTHER: 'x' };
    assert.equal(
      paramsFile(['RETRY_FLOOR_SECONDS', 'SENDER', 'PUSH_MAX_AGE'], environment),
      'RETRY_FLOOR_SECONDS="1"\nSENDER="a \\"b\\" \\\\ c"\n',
    );
  });
});

describe('Functions that did not load', () => {
  const backends = [
    { functionTriggers: [{ entryPoint: 'savePushToken' }] },
    { functionTriggers: [{ entryPoint: 'onCommentCreated' }] },
  ];

  it('are found by name', () => {
    assert.deepEqual(missingFunctions(['savePushToken', 'retryPush'], { backends }), ['retryPush']);
  });

  it('are none when all are there', () => {
    assert.deepEqual(missingFunctions(['onCommentCreated', 'savePushToken'], { backends }), []);
  });
});
