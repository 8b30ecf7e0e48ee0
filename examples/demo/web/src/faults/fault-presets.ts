import type { Fault } from '../fcm/control.ts';

/** Ways in which FCM fails, as the emulator is asked for them. */
export const FAULT_PRESETS = {
  busy: { error: 'UNAVAILABLE' },
  quota: { error: 'QUOTA_EXCEEDED', retryAfter: 5 },
  unregistered: { error: 'UNREGISTERED' },
  hangUp: { hangUp: 'before' },
  lostAnswer: { hangUp: 'after' },
} as const satisfies Record<string, Fault>;

export type FaultPreset = keyof typeof FAULT_PRESETS;

export const presetNames = Object.keys(FAULT_PRESETS) as FaultPreset[];

/** Which of the presets a fault is, or undefined for one of another program's. */
export function presetOf(fault: Fault): FaultPreset | undefined {
  return presetNames.find((name) => {
    const preset: Fault = FAULT_PRESETS[name];
    return preset.error === fault.error && preset.hangUp === fault.hangUp;
  });
}
