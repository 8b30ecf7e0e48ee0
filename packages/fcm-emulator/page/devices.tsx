import { useState } from 'preact/hooks';
import { type Device, type DeviceKind, targetOf } from '../src/state/device.ts';
import { Choice, COPY, Icon, TRASH } from './controls.tsx';
import type { EmulatorClient } from './emulator-client.ts';
import { useTexts } from './language.tsx';
import { LOOKS, type Look } from './notification-view.ts';
import type { Texts } from './texts.ts';

/** So much of a token's start and end tells it from others. */
const HEAD = 6;
const TAIL = 4;

export const shortTarget = (target: string): string =>
  target.length <= HEAD + TAIL + 1 ? target : `${target.slice(0, HEAD)}…${target.slice(-TAIL)}`;

export const platformName = (platform: string | undefined, texts: Texts): string | undefined => {
  const look = LOOKS.find((each) => each === platform?.toLowerCase());
  return look === undefined ? platform : texts.looks[look];
};

export const deviceName = (device: Device, texts: Texts): string =>
  device.label ??
  [platformName(device.platform, texts), shortTarget(targetOf(device))].filter(Boolean).join(' ');

/** A list for people to look through; the API has them all. */
const MAX_SHOWN = 50;

export function DevicePanel(props: {
  readonly emulator: EmulatorClient;
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
      <ul class="list">
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
            emulator={props.emulator}
            device={device}
            selected={props.selected === targetOf(device)}
            onSelect={() => props.onSelect(targetOf(device))}
          />
        ))}
      </ul>
      {hidden > 0 && <p class="hint">{texts.moreDevices(hidden)}</p>}
      <NewDevice emulator={props.emulator} />
    </section>
  );
}

function DeviceRow(props: {
  readonly emulator: EmulatorClient;
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
          onClick={() => void props.emulator.uninstall(targetOf(device))}
        >
          <Icon path={TRASH} />
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
      <Icon path={COPY} />
    </button>
  );
}

const KINDS = ['token', 'fid'] as const satisfies readonly DeviceKind[];
/** As much as the API takes. */
const MAX_LABEL_LENGTH = 200;

function NewDevice(props: { readonly emulator: EmulatorClient }) {
  const texts = useTexts();
  const [platform, setPlatform] = useState<Look>('android');
  const [kind, setKind] = useState<DeviceKind>('token');
  const [label, setLabel] = useState('');
  return (
    <details class="new-device">
      <summary>{texts.newDevice}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const name = label.trim();
          void props.emulator.createDevice({
            kind,
            platform,
            ...(name !== '' && { label: name }),
          });
          setLabel('');
        }}
      >
        <Choice
          legend={texts.platform}
          name="new-platform"
          options={LOOKS.map((look) => [look, texts.looks[look]])}
          value={platform}
          onChange={setPlatform}
        />
        <Choice
          legend={texts.address}
          name="new-kind"
          options={KINDS.map((each) => [each, texts.addresses[each]])}
          value={kind}
          onChange={setKind}
        />
        <label class="field">
          <span class="label">{texts.label}</span>
          <input
            type="text"
            value={label}
            maxLength={MAX_LABEL_LENGTH}
            placeholder={texts.labelHint}
            onInput={(event) => setLabel(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary">
          {texts.create}
        </button>
      </form>
    </details>
  );
}
