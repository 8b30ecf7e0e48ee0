import { type Device, targetOf } from '../src/state/device.ts';
import { createDevice, uninstall } from './emulator.ts';
import { Action, Form, Select } from './form.tsx';

/** Longer lists are hard to read. The API returns all devices. */
const MAX_SHOWN = 50;
/** The API's limit. */
const MAX_LABEL_LENGTH = 200;

const PLATFORMS = new Map([
  ['android', 'Android'],
  ['ios', 'iOS'],
  ['web', 'Web'],
]);
const KINDS = new Map([
  ['token', 'Registration token'],
  ['fid', 'Installation ID'],
]);

/** Returns the start and end of a token, enough to tell it from others. */
export const shortTarget = (target: string): string =>
  target.replace(/^(.{6}).{2,}(.{4})$/, '$1…$2');

export function deviceName({ label, platform = '', ...device }: Device): string {
  return label ?? `${PLATFORMS.get(platform) ?? platform} ${shortTarget(targetOf(device))}`.trim();
}

export function DevicePanel({ devices }: { readonly devices: readonly Device[] }) {
  const hidden = Math.max(devices.length - MAX_SHOWN, 0);
  return (
    <section class="panel" aria-labelledby="devices-title">
      <h2 id="devices-title">Devices</h2>
      <ul>
        {devices
          .slice(hidden)
          .reverse()
          .map((device) => (
            <DeviceRow key={device.id} device={device} />
          ))}
      </ul>
      {hidden > 0 && <p class="hint">and {hidden} older ones</p>}
      {devices.length === 0 && <p class="hint">None yet. A message to any token is accepted.</p>}
      <details>
        <summary>New device</summary>
        <NewDevice />
      </details>
    </section>
  );
}

function DeviceRow({ device }: { readonly device: Device }) {
  const target = targetOf(device);
  const name = deviceName(device);
  const gone = device.unregisteredAt !== undefined;
  return (
    <li class="row">
      <p>
        {gone ? <del>{name}</del> : <b>{name}</b>}
        <span class="hint">
          {gone ? 'Uninstalled' : `${KINDS.get(device.kind)} ${shortTarget(target)}`}
        </span>
      </p>
      <Action text="Copy" of={name} onClick={() => void navigator.clipboard.writeText(target)} />
      {!gone && <Action text="Uninstall" of={name} onClick={() => void uninstall(device)} />}
    </li>
  );
}

const NewDevice = () => (
  <Form
    action="Add device"
    onSubmit={(values) => {
      const label = String(values.get('label')).trim();
      void createDevice({
        kind: values.get('kind') === 'fid' ? 'fid' : 'token',
        platform: String(values.get('platform')),
        ...(label !== '' && { label }),
      });
    }}
  >
    <label>
      Name
      <input name="label" maxLength={MAX_LABEL_LENGTH} placeholder="such as Mina’s phone" />
    </label>
    <Select name="platform" label="Platform" options={PLATFORMS} />
    <Select name="kind" label="Address" options={KINDS} />
  </Form>
);
