import assert from 'node:assert/strict';
import {
  bySwitch,
  FAULT_PRESETS,
  PRESET_NAMES,
  presetOf,
  switchedOff,
  switchedOn,
} from '../page/fault-switches.ts';
import { readFaults } from '../src/control-input.ts';

const EVERY = { share: 'every', device: null } as const;

describe('FCM emulator page: fault switches', () => {
  for (const name of PRESET_NAMES) {
    it(`${name} is a fault that the API takes and the page knows again`, () => {
      const [fault] = readFaults(switchedOn([], name, { share: 'half', device: 't' }));
      assert.deepEqual(fault, { ...FAULT_PRESETS[name], share: 0.5, device: 't' });
      assert.equal(fault && presetOf(fault), name);
    });
  }

  it('puts a fault first, once, and leaves the others what is left of their count', () => {
    const faults = [
      { error: 'INTERNAL', hits: 4 },
      { error: 'UNAVAILABLE', count: 5, hits: 2 },
      { error: 'QUOTA_EXCEEDED', count: 1, hits: 1 },
    ] as const;
    assert.deepEqual(switchedOn(faults, 'internal', { share: 'next', device: null }), [
      { error: 'INTERNAL', count: 1 },
      { error: 'UNAVAILABLE', count: 3 },
    ]);
    assert.deepEqual(switchedOn([], 'slow', EVERY), [{ delayMs: 3000 }]);
  });

  it('takes one fault away', () => {
    const faults = [
      { error: 'INTERNAL', hits: 4 },
      { error: 'INTERNAL', device: 't', hits: 0 },
    ] as const;
    assert.deepEqual(switchedOff(faults, faults[0]), [{ error: 'INTERNAL', device: 't' }]);
  });

  it('shows as off what is used up, and apart what is no preset', () => {
    const faults = [
      { error: 'UNAVAILABLE', count: 2, hits: 2 },
      { error: 'INTERNAL', hits: 0 },
      { error: 'INTERNAL', device: 't', hits: 0 },
      { status: 502, hits: 0 },
      { error: 'INTERNAL', delayMs: 5, hits: 0 },
    ] as const;
    const { presets, others } = bySwitch(faults);
    assert.deepEqual([...presets], [['internal', faults[1]]]);
    assert.deepEqual(others, [faults[2], faults[3], faults[4]]);
  });
});
