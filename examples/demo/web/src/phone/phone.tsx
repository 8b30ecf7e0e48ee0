import { useEffect, useRef } from 'preact/hooks';
import { useDemo } from '../interface/demo-context.ts';
import { useNow } from '../interface/use-now.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/language.ts';
import { PEOPLE, type PhoneId } from '../world.ts';
import { AppScreen } from './app-screen.tsx';
import { Banner } from './banner.tsx';
import { buzz } from './buzz.ts';
import { clockTime } from './clock-time.ts';
import { HomeScreen } from './home-screen.tsx';
import { wentHome } from './shade.ts';

const CLOCK_MS = 1000;

export function Phone({ name }: { readonly name: PhoneId }) {
  const texts = useTexts();
  const device = useDemo().devices[name];
  const { session } = useStore(device.state);
  const shade = useStore(device.shade);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (shade.buzzes > 0 && frame.current !== null) buzz(frame.current);
  }, [shade.buzzes]);

  const owner = session && PEOPLE[session.person].name;
  const label = texts.devices[name];
  return (
    <section
      id={name}
      class={`phone ${device.hardware.platform}`}
      aria-label={owner ? texts.phoneOf(label, owner) : texts.phoneOfNobody(label)}
    >
      <h2>
        {owner ? texts.owner(owner) : texts.nobody} <small>{label}</small>
      </h2>
      <div class="frame" ref={frame} data-buzzes={shade.buzzes}>
        <div class="screen" data-screen={shade.screen}>
          <StatusBar />
          {shade.banner && <Banner device={device} push={shade.banner} />}
          {shade.screen === 'home' ? <HomeScreen device={device} /> : <AppScreen device={device} />}
          <button
            type="button"
            class="home-bar"
            aria-label={texts.goHome}
            disabled={shade.screen === 'home'}
            onClick={() => device.shade.update(wentHome)}
          />
        </div>
      </div>
    </section>
  );
}

function StatusBar() {
  return (
    <div class="status-bar" aria-hidden="true">
      <span>{clockTime(useNow(CLOCK_MS))}</span>
      <span class="lens" />
      <svg viewBox="0 0 34 12" aria-hidden="true">
        <path d="M0 8h2v4H0zM4 5h2v7H4zM8 2h2v10H8z" />
        <rect x="15.5" y="1.5" width="15" height="9" rx="2.5" />
        <path d="M17.5 3.5h9v5h-9zM32 4.5h1.5v3H32z" />
      </svg>
    </div>
  );
}
