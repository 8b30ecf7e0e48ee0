import { useState } from 'preact/hooks';
import { type Device, targetOf } from '../src/state/device.ts';
import type { FaultReport } from '../src/state/fault-book.ts';
import { Choice, Switch } from './controls.tsx';
import { deviceName, shortTarget } from './devices.tsx';
import type { EmulatorClient } from './emulator-client.ts';
import {
  answerOf,
  bySwitch,
  effectsOf,
  FAULT_PRESETS,
  type PresetName,
  type Share,
  switchedOff,
  switchedOn,
} from './fault-switches.ts';
import { useTexts } from './language.tsx';

const SHARES = ['every', 'next', 'half'] as const satisfies readonly Share[];

export function FaultPanel(props: {
  readonly emulator: EmulatorClient;
  readonly title: string;
  readonly hint: string;
  /** What there are switches for. */
  readonly presets: readonly PresetName[];
  /** Which sends a fault is for until another choice is made; `every` by default. */
  readonly share?: Share;
  readonly faults: readonly FaultReport[];
  readonly devices: readonly Device[];
}) {
  const texts = useTexts();
  const [share, setShare] = useState<Share>(props.share ?? 'every');
  const [device, setDevice] = useState<string | null>(null);
  const { presets, others } = bySwitch(props.faults);
  const on = presets.size + others.length;
  const switchOff = (fault: FaultReport) =>
    void props.emulator.replaceFaults(switchedOff(props.faults, fault));
  const nameOf = (target: string) => {
    const known = props.devices.find((each) => targetOf(each) === target);
    return known === undefined ? shortTarget(target) : deviceName(known, texts);
  };
  return (
    <section class="panel faults" aria-labelledby="faults-title">
      <h2 id="faults-title">
        {props.title} {on > 0 && <span class="chip bad">{texts.faultsOn(on)}</span>}
      </h2>
      <p class="hint">{props.hint}</p>
      <Choice
        legend={texts.whichSends}
        name="fault-share"
        options={SHARES.map((each) => [each, texts.shares[each]])}
        value={share}
        onChange={setShare}
      />
      <label class="field">
        <span class="label">{texts.whichDevice}</span>
        <select
          value={device ?? ''}
          onChange={(event) => setDevice(event.currentTarget.value || null)}
        >
          <option value="">{texts.allDevices}</option>
          {props.devices.map((each) => (
            <option key={each.id} value={targetOf(each)}>
              {deviceName(each, texts)}
            </option>
          ))}
        </select>
      </label>
      <ul class="list">
        {props.presets.map((name) => {
          const fault = presets.get(name);
          return (
            <FaultSwitch
              key={name}
              title={texts.presets[name]}
              answer={answerOf(FAULT_PRESETS[name])}
              fault={fault}
              nameOf={nameOf}
              onToggle={() =>
                fault === undefined
                  ? void props.emulator.replaceFaults(
                      switchedOn(props.faults, name, { share, device }),
                    )
                  : switchOff(fault)
              }
            />
          );
        })}
        {others.map((fault, i) => (
          <FaultSwitch
            key={`other-${i}`}
            title={texts.otherFault}
            answer={JSON.stringify(effectsOf(fault))}
            fault={fault}
            nameOf={nameOf}
            onToggle={() => switchOff(fault)}
          />
        ))}
      </ul>
    </section>
  );
}

function FaultSwitch(props: {
  readonly title: string;
  readonly answer: string;
  /** As it is in force; undefined where it is off. */
  readonly fault: FaultReport | undefined;
  readonly nameOf: (target: string) => string;
  readonly onToggle: () => void;
}) {
  const texts = useTexts();
  const { fault } = props;
  const scope = fault && [
    fault.share !== undefined && `${Math.round(fault.share * 100)} %`,
    fault.device !== undefined && props.nameOf(fault.device),
    fault.count === undefined ? texts.hits(fault.hits) : texts.hitsOf(fault.hits, fault.count),
  ];
  return (
    <li>
      <Switch title={props.title} on={fault !== undefined} onToggle={props.onToggle}>
        {props.answer}
        {scope && <em> · {scope.filter(Boolean).join(' · ')}</em>}
      </Switch>
    </li>
  );
}
