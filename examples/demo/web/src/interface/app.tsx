import { useEffect, useState } from 'preact/hooks';
import type { Demo } from '../demo.ts';
import { FaultPanel } from '../faults/fault-panel.tsx';
import { Controls } from '../phone/controls.tsx';
import { Phone } from '../phone/phone.tsx';
import { DeliveryList } from '../server/delivery-list.tsx';
import { SavedDevices } from '../server/saved-devices.tsx';
import { useStore } from '../store.ts';
import { firstLanguage, LANGUAGES, rememberLanguage, TextsContext } from '../texts/language.ts';
import { PHONES } from '../world.ts';
import { Announcer } from './announcer.tsx';
import { DemoContext } from './demo-context.ts';
import { Guide } from './guide.tsx';
import { Header } from './header.tsx';

export function App({ demo }: { readonly demo: Demo }) {
  const [language, setLanguage] = useState(firstLanguage);
  const { texts } = LANGUAGES[language];
  const connected = useStore(demo.fcm.connected);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = texts.pageTitle;
  }, [language, texts]);

  return (
    <DemoContext.Provider value={demo}>
      <TextsContext.Provider value={texts}>
        <Header
          language={language}
          onLanguage={(chosen) => {
            rememberLanguage(chosen);
            setLanguage(chosen);
          }}
        />
        {connected === false && (
          <p class="disconnected" role="alert">
            {texts.disconnected}
          </p>
        )}
        <main>
          <Guide />
          <div class="stage">
            {PHONES.map((name) => (
              <Phone key={name} name={name} />
            ))}
            {PHONES.map((name) => (
              <Controls key={name} name={name} />
            ))}
          </div>
          <div class="backstage">
            <DeliveryList />
            <div class="side">
              <FaultPanel />
              <SavedDevices />
            </div>
          </div>
        </main>
        <Announcer />
      </TextsContext.Provider>
    </DemoContext.Provider>
  );
}
