import { useState } from 'preact/hooks';
import { type Device, targetOf } from '../src/state/device.ts';
import { deviceName, platformName } from './device-name.ts';
import { uninstall } from './emulator-client.ts';
import { CopyIcon, TrashIcon } from './icons.tsx';
import { useTexts } from './language.ts';
import { NewDevice } from './new-device.tsx';

/** A list for people to look through; the API has them all. */
const MAX_SHOWN = 50;

export function DevicePanel(props: {
  readonly devices: readonly Device[];
  readonly selected: string | null;
  readonly onSelect: (target: string | null) => void;
}) {
  const texts = useTexts();
  const newest = props.devices.slice(-MAX_SHOWN).reverse();
  const hidden = props.devices.length - newest.length;
  return (
    <section class="panel devices" aria-labelledby="devices-title">
      <h2 id="devices-title">{texts.devices}</h2>
      <ul class="device-list">
        <li class="device">
          <SelectButton
            selected={props.selected === null}
            onSelect={() => props.onSelect(null)}
            name={texts.allDevices}
          />
        </li>
        {newest.map((device) => (
          <DeviceRow
            key={device.id}
            device={device}
            selected={props.selected === targetOf(device)}
            onSelect={() => props.onSelect(targetOf(device))}
          />
        ))}
      </ul>
      {hidden > 0 && <p class="hint">{texts.moreDevices(hidden)}</p>}
      <NewDevice />
    </section>
  );
}

function DeviceRow(props: {
  readonly device: Device;
  readonly selected: boolean;
  readonly onSelect: () => void;
}) {
  const texts = useTexts();
  const { device } = props;
  const name = deviceName(device, texts);
  const gone = device.unregisteredAt !== undefined;
  // A device without a label has platform and address in its name.
  const details = [
    device.label === undefined ? undefined : platformName(device.platform, texts),
    texts.addresses[device.kind],
    device.phone && `${texts.channels[device.phone.kind]}: ${device.phone.app}`,
  ];
  return (
    <li class={gone ? 'device gone' : 'device'}>
      <SelectButton
        selected={props.selected}
        onSelect={props.onSelect}
        name={name}
        details={gone ? texts.uninstalled : details.filter(Boolean).join(' · ')}
      />
      <CopyButton text={targetOf(device)} label={texts.copyTarget(name)} />
      {!gone && (
        <button
          type="button"
          class="icon"
          aria-label={texts.uninstall(name)}
          title={texts.uninstall(name)}
          onClick={() => void uninstall(device)}
        >
          <TrashIcon />
        </button>
      )}
    </li>
  );
}

const SelectButton = (props: {
  readonly selected: boolean;
  readonly onSelect: () => void;
  readonly name: string;
  readonly details?: string;
}) => (
  <button type="button" class="select" aria-pressed={props.selected} onClick={props.onSelect}>
    <span class="name">{props.name}</span>
    {props.details && <span class="details">{props.details}</span>}
  </button>
);

function CopyButton(props: { readonly text: string; readonly label: string }) {
  const texts = useTexts();
  const [copied, setCopied] = useState(false);
  const label = copied ? texts.copied : props.label;
  return (
    <button
      type="button"
      class={copied ? 'icon copied' : 'icon'}
      aria-label={label}
      title={label}
      onClick={() => {
        navigator.clipboard.writeText(props.text).then(
          () => setCopied(true),
          () => setCopied(false),
        );
      }}
      onBlur={() => setCopied(false)}
    >
      <CopyIcon />
    </button>
  );
}
