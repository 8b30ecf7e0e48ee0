import assert from 'node:assert/strict';
import { lastBroadcast } from '../src/delivery/phone/android.ts';

const record = (intent: string, receiver: string, number = 0) => `
  Historical Broadcast foreground #${number}:
    BroadcastRecord{1a2b3c u0 x} to user 0
    Intent { ${intent} (has extras) }
      extras: Bundle[mParcelledData.dataSize=312]
    ${receiver}
`;
const ours = 'act=RECEIVE flg=0x420 pkg=com.example.app';
const DELIVERED = 'DELIVERED scheduled +3ms terminal +8ms #0: (manifest)';

describe('FCM emulator: history of broadcasts', () => {
  for (const [receiver, state] of [
    [DELIVERED, 'delivered'],
    ['Deliver +5ms #0: (manifest)', 'delivered'],
    ['SKIPPED terminal +1ms reason=permission #0: (manifest)', 'skipped'],
    ['Skipped 0 #0: (manifest)', 'skipped'],
    ['TIMEOUT terminal +10s #0: (manifest)', 'failed'],
    ['PENDING #0: (manifest)', 'pending'],
    ['', 'unseen'],
  ] as const) {
    it(`reads "${receiver}" as ${state}`, () => {
      assert.equal(lastBroadcast(record(ours, receiver), 'RECEIVE', 'com.example.app'), state);
    });
  }

  it('takes the newest of this app and action, and no other', () => {
    const history =
      record('act=RECEIVE pkg=com.example.application', DELIVERED) +
      record('act=OTHER pkg=com.example.app', DELIVERED, 1) +
      record(ours, 'SKIPPED #0: (manifest)', 2) +
      record(ours, DELIVERED, 3);
    assert.equal(lastBroadcast(history, 'RECEIVE', 'com.example.app'), 'skipped');
    assert.equal(lastBroadcast(history, 'RECEIVE', 'com.example'), 'unseen');
    assert.equal(lastBroadcast('', 'RECEIVE', 'com.example.app'), 'unseen');
  });
});
