import type { Fault } from '../src/control-input.ts';
import { type Device, targetOf } from '../src/state/device.ts';
import type { FaultReport } from '../src/state/fault-book.ts';
import { deviceName, shortTarget } from './devices.tsx';
import { replaceFaults } from './emulator.ts';
import { Action, Form, Select } from './form.tsx';

/** The effects that the page offers. The API has more. */
const EFFECTS: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ['Service unavailable', { error: 'UNAVAILABLE' }],
  ['Internal error', { error: 'INTERNAL' }],
  ['Quota of the device or topic exceeded', { error: 'QUOTA_EXCEEDED' }],
  ['Quota of the project exceeded', { error: 'RESOURCE_EXHAUSTED' }],
  ['App uninstalled', { error: 'UNREGISTERED' }],
  ['App removed from an iPhone', { apns: { statusCode: 410, reason: 'Unregistered' } }],
  ['Invalid token', { error: 'INVALID_ARGUMENT' }],
  ['APNs token of another environment', { apns: { statusCode: 400, reason: 'BadDeviceToken' } }],
  ['Token of another project', { error: 'SENDER_ID_MISMATCH' }],
  ['Wrong project', { error: 'NOT_FOUND' }],
  ['Wrong APNs or Web Push key', { error: 'THIRD_PARTY_AUTH_ERROR' }],
  ['Answer after 3 s', { delayMs: 3000 }],
  ['Connection lost, not accepted', { hangUp: 'before' }],
  ['Connection lost, accepted', { hangUp: 'after' }],
]);
/** The sends that a fault is for. */
const SCOPES: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ['All', {}],
  ['The next one', { count: 1 }],
  ['Half of them', { share: 0.5 }],
]);

const names = (map: ReadonlyMap<string, unknown>) =>
  [...map.keys()].map((each) => [each, each] as const);

export function FaultPanel(props: {
  readonly faults: readonly FaultReport[];
  readonly devices: readonly Device[];
}) {
  const active = props.faults.filter(({ count = Infinity, hits }) => hits < count);
  const devices = new Map(props.devices.map((each) => [targetOf(each), deviceName(each)]));
  const set = (faults: readonly FaultReport[], ...added: readonly Fault[]) =>
    void replaceFaults([...added, ...faults.map(withoutHits)]);
  return (
    <section class="panel" aria-labelledby="faults-title">
      <h2 id="faults-title">Faults</h2>
      <p class="hint">Sends get these answers instead of FCM’s usual one.</p>
      <ul>
        {active.map((fault, i) => (
          <li key={i} class="row">
            <p>
              <b>{effectOf(fault)}</b>
              <span class="hint">{scopeOf(fault, devices)}</span>
            </p>
            <Action
              text="Remove"
              of={effectOf(fault)}
              onClick={() => set(active.filter((each) => each !== fault))}
            />
          </li>
        ))}
      </ul>
      <Form
        action="Set fault"
        onSubmit={(values) => {
          const value = (name: string) => String(values.get(name));
          const device = value('device');
          set(active, {
            ...EFFECTS.get(value('effect')),
            ...SCOPES.get(value('scope')),
            ...(device !== '' && { device }),
          });
        }}
      >
        <Select name="effect" label="Fault" options={names(EFFECTS)} />
        <Select name="scope" label="Sends" options={names(SCOPES)} />
        <Select name="device" label="Device" options={[['', 'All devices'], ...devices]} />
      </Form>
    </section>
  );
}

/** Returns the fault to set it again, with the rest of its count, because its hits restart at 0. */
const withoutHits = ({ hits, ...fault }: FaultReport): Fault =>
  fault.count === undefined ? fault : { ...fault, count: fault.count - hits };

function effectOf({ count, share, seed, device, hits, ...effects }: FaultReport): string {
  const json = JSON.stringify(effects);
  const known = [...EFFECTS].find(([, each]) => JSON.stringify(each) === json);
  return known?.[0] ?? json;
}

/** Returns for which sends a fault is, and how many it has hit. */
function scopeOf(
  { share, device, count, hits }: FaultReport,
  names: ReadonlyMap<string, string>,
): string {
  const sends = share === undefined ? 'All sends' : `${Math.round(share * 100)} % of the sends`;
  const to = device === undefined ? '' : ` to ${names.get(device) ?? shortTarget(device)}`;
  return `${sends}${to} · ${count === undefined ? hits : `${hits} of ${count}`} hit`;
}
