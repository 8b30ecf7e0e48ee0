import { useEffect, useReducer, useState } from 'preact/hooks';
import { DevicePanel } from './device-panel.tsx';
import { follow } from './emulator-client.ts';
import { FaultPanel } from './fault-panel.tsx';
import { isSpent } from './fault-switches.ts';
import { Header } from './header.tsx';
import { LanguageContext, useLanguage } from './language.ts';
import { MessagePanel } from './message-panel.tsx';
import { INITIAL_STATE, nextState } from './page-state.ts';
import { TEXTS } from './texts.ts';

const VIEWS = ['messages', 'devices', 'faults'] as const;
type View = (typeof VIEWS)[number];

export function App() {
  const [state, dispatch] = useReducer(nextState, INITIAL_STATE);
  const [language, setLanguage] = useLanguage();
  const [device, setDevice] = useState<string | null>(null);
  // Where there is room for one view at a time.
  const [view, setView] = useState<View>('messages');
  useEffect(() => follow(dispatch), []);

  const texts = TEXTS[language];
  const counts: Readonly<Record<View, number>> = {
    messages: state.entries.length,
    devices: state.devices.length,
    faults: state.faults.filter((fault) => !isSpent(fault)).length,
  };
  return (
    <LanguageContext.Provider value={language}>
      <a class="skip" href="#messages">
        {texts.skipToMessages}
      </a>
      <Header connected={state.connected} language={language} onLanguage={setLanguage} />
      <nav class="views" aria-label={texts.views}>
        {VIEWS.map((each) => (
          <button
            key={each}
            type="button"
            aria-current={each === view ? 'page' : undefined}
            onClick={() => setView(each)}
          >
            {texts[each]} <span class="count">{counts[each]}</span>
          </button>
        ))}
      </nav>
      <main class="panels" data-view={view}>
        <div class="side">
          <DevicePanel devices={state.devices} selected={device} onSelect={setDevice} />
          <FaultPanel faults={state.faults} devices={state.devices} />
        </div>
        <MessagePanel state={state} device={device} />
      </main>
    </LanguageContext.Provider>
  );
}
