import { render } from 'preact';
import { useEffect, useReducer, useState } from 'preact/hooks';
import { DevicePanel } from './devices.tsx';
import { EmulatorClient } from './emulator-client.ts';
import { PRESET_NAMES } from './fault-switches.ts';
import { FaultPanel } from './faults.tsx';
import { LanguageChoice, LanguageContext, useLanguage, useTexts } from './language.tsx';
import { MessagePanel } from './messages.tsx';
import { INITIAL_STATE, nextState } from './page-state.ts';
import { type Language, TEXTS } from './texts.ts';

const emulator = new EmulatorClient();

function App() {
  const [state, dispatch] = useReducer(nextState, INITIAL_STATE);
  const [language, setLanguage] = useLanguage();
  const [device, setDevice] = useState<string | null>(null);
  useEffect(() => emulator.follow(dispatch), []);

  const texts = TEXTS[language];
  return (
    <LanguageContext.Provider value={language}>
      <Header connected={state.connected} language={language} onLanguage={setLanguage} />
      <main class="panels">
        <MessagePanel emulator={emulator} state={state} device={device} />
        <div class="side">
          <DevicePanel
            emulator={emulator}
            devices={state.devices}
            selected={device}
            onSelect={setDevice}
          />
          <FaultPanel
            emulator={emulator}
            title={texts.faults}
            hint={texts.faultsHint}
            presets={PRESET_NAMES}
            faults={state.faults}
            devices={state.devices}
          />
        </div>
      </main>
    </LanguageContext.Provider>
  );
}

function Header(props: {
  readonly connected: boolean | undefined;
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
}) {
  const texts = useTexts();
  const [state, text] =
    props.connected === undefined
      ? ['', texts.connecting]
      : props.connected
        ? ['good', texts.connected]
        : ['bad', texts.disconnected];
  return (
    <header class="top">
      <Logo />
      <div class="names">
        <h1>FCM emulator</h1>
        <p>{texts.tagline}</p>
      </div>
      <code class="address">{location.host}</code>
      <p class={`chip ${state}`} role="status">
        {text}
      </p>
      <LanguageChoice language={props.language} onLanguage={props.onLanguage} />
    </header>
  );
}

const Logo = () => (
  <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
    <rect width="24" height="24" rx="6" />
    <path d="M12 4.5a4.6 4.6 0 0 0-4.6 4.6v3.2L6 15.2h12l-1.4-2.9V9.1A4.6 4.6 0 0 0 12 4.5m-2 11.9a2 2 0 0 0 4 0z" />
  </svg>
);

const root = document.getElementById('page');
if (root) render(<App />, root);
