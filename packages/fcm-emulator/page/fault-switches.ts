import type { Fault } from '../src/control-input.ts';
import type { FaultReport } from '../src/state/fault-book.ts';

/** What the page's switches do, each in its effects alone. */
export const FAULT_PRESETS = {
  unregistered: { error: 'UNREGISTERED' },
  iosUninstalled: { apns: { statusCode: 410, reason: 'Unregistered' } },
  invalidToken: { error: 'INVALID_ARGUMENT' },
  apnsToken: { apns: { statusCode: 400, reason: 'BadDeviceToken' } },
  senderMismatch: { error: 'SENDER_ID_MISMATCH' },
  wrongProject: { error: 'NOT_FOUND' },
  projectQuota: { error: 'RESOURCE_EXHAUSTED' },
  quota: { error: 'QUOTA_EXCEEDED' },
  unavailable: { error: 'UNAVAILABLE' },
  internal: { error: 'INTERNAL' },
  providerAuth: { error: 'THIRD_PARTY_AUTH_ERROR' },
  apnsKey: {
    error: 'THIRD_PARTY_AUTH_ERROR',
    apns: { statusCode: 403, reason: 'BadEnvironmentKeyInToken' },
  },
  slow: { delayMs: 3000 },
  hangUpBefore: { hangUp: 'before' },
  hangUpAfter: { hangUp: 'after' },
} as const satisfies Record<string, Fault>;

export type PresetName = keyof typeof FAULT_PRESETS;
export const PRESET_NAMES = Object.keys(FAULT_PRESETS).filter(
  (name): name is PresetName => name in FAULT_PRESETS,
);

/** What a fault answers, in FCM's and Apple's words. */
export const answerOf = ({ error, apns }: Fault): string =>
  [error, apns && `APNs ${apns.statusCode} ${apns.reason}`].filter(Boolean).join(', ');

/** The effects of a fault, without the sends that it is for. */
export const effectsOf = ({
  count,
  share,
  seed,
  device,
  hits,
  ...effects
}: Fault & Partial<FaultReport>): Fault => effects;

/** Which sends a fault is for. */
export type Share = 'every' | 'next' | 'half';
const SHARES: Readonly<Record<Share, Pick<Fault, 'count' | 'share'>>> = {
  every: {},
  next: { count: 1 },
  half: { share: 0.5 },
};

export interface FaultScope {
  readonly share: Share;
  /** Null for all devices. */
  readonly device: string | null;
}

/** The preset that a fault in force is, if it has its effects and no other. */
export function presetOf(fault: Fault): PresetName | undefined {
  const effects = JSON.stringify(effectsOf(fault));
  return PRESET_NAMES.find((name) => JSON.stringify(FAULT_PRESETS[name]) === effects);
}

/** Whether it has hit as often as it was to. */
export const isSpent = ({ count, hits }: FaultReport): boolean =>
  count !== undefined && hits >= count;

/** The faults in force, under the preset that they are; the rest were set by other means. */
export function bySwitch(faults: readonly FaultReport[]): {
  readonly presets: ReadonlyMap<PresetName, FaultReport>;
  readonly others: readonly FaultReport[];
} {
  const presets = new Map<PresetName, FaultReport>();
  const others: FaultReport[] = [];
  for (const fault of faults) {
    const name = presetOf(fault);
    if (isSpent(fault)) continue;
    if (name === undefined || presets.has(name)) others.push(fault);
    else presets.set(name, fault);
  }
  return { presets, others };
}

/** The faults to set so that a preset comes first, which is the one that then takes effect. */
export const switchedOn = (
  faults: readonly FaultReport[],
  name: PresetName,
  { share, device }: FaultScope,
): readonly Fault[] => [
  { ...FAULT_PRESETS[name], ...SHARES[share], ...(device !== null && { device }) },
  ...remaining(faults.filter((fault) => presetOf(fault) !== name)),
];

/** The faults to set so that one is gone. */
export const switchedOff = (faults: readonly FaultReport[], fault: FaultReport): readonly Fault[] =>
  remaining(faults.filter((each) => each !== fault));

/** What is left of faults to set them again: setting starts their counts anew. */
const remaining = (faults: readonly FaultReport[]): readonly Fault[] =>
  faults
    .filter((fault) => !isSpent(fault))
    .map(({ hits, ...fault }) =>
      fault.count === undefined ? fault : { ...fault, count: fault.count - hits },
    );
