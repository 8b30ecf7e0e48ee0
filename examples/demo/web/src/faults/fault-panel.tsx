import { useState } from 'preact/hooks';
import { type ActiveFault, replaceFaults } from '../fcm/control.ts';
import { useDemo } from '../interface/demo-context.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/language.ts';
import type { DeviceName } from '../world.ts';
import { FAULT_PRESETS, type FaultPreset, presetNames, presetOf } from './fault-presets.ts';

/** How many sends are to fail; 0 stands for all of them. */
const COUNTS = [1, 2, 3, 0];

export function FaultPanel() {
  const texts = useTexts();
  const { devices, fcm } = useDemo();
  const open = useStore(fcm.faults).filter(
    ({ count, hits }) => count === undefined || hits < count,
  );
  const [preset, setPreset] = useState<FaultPreset>('busy');
  const [name, setName] = useState<DeviceName | ''>('');
  const [count, setCount] = useState(1);
  const breakFcm = () => {
    const device = name === '' ? undefined : devices[name].state.value.target;
    void replaceFaults([
      {
        ...FAULT_PRESETS[preset],
        ...(device !== undefined && { device }),
        ...(count > 0 && { count }),
      },
    ]);
  };
  return (
    <section class="panel faults" aria-labelledby="faults-title">
      <h2 id="faults-title">{texts.faultsTitle}</h2>
      <p class="hint">{texts.faultsLead}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          breakFcm();
        }}
      >
        <label class="field">
          {texts.fault}
          <select
            value={preset}
            onChange={(event) => setPreset(event.currentTarget.value as FaultPreset)}
          >
            {presetNames.map((each) => (
              <option key={each} value={each}>
                {texts.faults[each]}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          {texts.faultFor}
          <select
            value={name}
            onChange={(event) => setName(event.currentTarget.value as DeviceName | '')}
          >
            <option value="">{texts.everyDevice}</option>
            {(Object.keys(devices) as DeviceName[]).map((each) => (
              <option key={each} value={each}>
                {texts.devices[each]}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          {texts.faultCount}
          <select value={count} onChange={(event) => setCount(Number(event.currentTarget.value))}>
            {COUNTS.map((each) => (
              <option key={each} value={each}>
                {each === 0 ? texts.everySend : texts.times(each)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="primary">
          {texts.breakFcm}
        </button>
        <button type="button" disabled={open.length === 0} onClick={() => void replaceFaults([])}>
          {texts.mendFcm}
        </button>
      </form>
      <FaultState open={open} />
    </section>
  );
}

function FaultState({ open }: { readonly open: readonly ActiveFault[] }) {
  const texts = useTexts();
  const { nameOfTarget } = useDemo();
  return (
    <div class="fault-state" role="status">
      {open.length === 0 && <p class="well">{texts.well}</p>}
      {open.map((fault, position) => {
        const preset = presetOf(fault);
        const name = nameOfTarget.get(fault.device ?? '');
        return (
          <p key={position} class="broken">
            <strong>{preset === undefined ? fault.error : texts.faults[preset]}</strong>
            {name === undefined ? texts.everyDevice : texts.devices[name]}
            {' · '}
            {texts.broken(fault.hits, fault.count)}
          </p>
        );
      })}
    </div>
  );
}
