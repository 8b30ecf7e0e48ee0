import { render } from 'preact';
import { useEffect, useReducer, useState } from 'preact/hooks';
import { DevicePanel } from './devices.tsx';
import { follow } from './emulator-client.ts';
import { isSpent } from './fault-switches.ts';
import { FaultPanel } from './faults.tsx';
import { LanguageContext, useLanguage, useTexts } from './language.ts';
import { MessagePanel } from './messages.tsx';
import { INITIAL_STATE, nextState } from './page-state.ts';
import { LANGUAGES, type Language, TEXTS } from './texts.ts';

const VIEWS = ['messages', 'devices', 'faults'] as const;
type View = (typeof VIEWS)[number];

function App() {
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

function Header(props: {
  readonly connected: boolean | undefined;
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
}) {
  const texts = useTexts();
  const [state, text] =
    props.connected === undefined
      ? ['waiting', texts.connecting]
      : props.connected
        ? ['live', texts.connected]
        : ['lost', texts.disconnected];
  return (
    <header class="top">
      <Logo />
      <div class="names">
        <h1>FCM emulator</h1>
        <p>{texts.tagline}</p>
      </div>
      <code class="address">{location.host}</code>
      <p class={`connection ${state}`} role="status">
        {text}
      </p>
      <fieldset class="options">
        <legend class="unseen">{texts.language}</legend>
        {LANGUAGES.map(([language, name]) => (
          <label key={language} lang={language}>
            <input
              type="radio"
              name="language"
              checked={language === props.language}
              onChange={() => props.onLanguage(language)}
            />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
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
