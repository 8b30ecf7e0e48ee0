import { useState } from 'preact/hooks';
import type { DeviceKind } from '../src/state/device.ts';
import { Choice } from './choice.tsx';
import { createDevice } from './emulator-client.ts';
import { useTexts } from './language.ts';
import { LOOKS, type Look } from './notification-view.ts';

const KINDS = ['token', 'fid'] as const satisfies readonly DeviceKind[];
/** As much as the API takes. */
const MAX_LABEL_LENGTH = 200;

export function NewDevice() {
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
          void createDevice({ kind, platform, ...(name !== '' && { label: name }) });
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
          <span>{texts.label}</span>
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
