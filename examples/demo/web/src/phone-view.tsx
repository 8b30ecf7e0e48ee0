import { useEffect, useRef } from 'preact/hooks';
import { AppScreen } from './app-screen.tsx';
import { DEVICES, PEOPLE } from './people.ts';
import type { PhoneClient } from './phone-client.ts';
import { opened, type Push } from './shade.ts';

export function Phone({ phone }: { readonly phone: PhoneClient }) {
  const { name, hardware, state } = phone;
  const { screen, pushes, buzzes } = state.value;
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (buzzes > 0 && frame.current !== null) buzz(frame.current);
  }, [buzzes]);
  const isHome = screen === 'home';
  return (
    <section
      id={name}
      style={{ gridArea: name }}
      class={`phone ${hardware.platform}`}
      aria-labelledby={`${name}-title`}
    >
      <h2 id={`${name}-title`}>
        {PEOPLE[hardware.owner].name}’s phone <small>{DEVICES[name]}</small>
      </h2>
      <div class="frame" ref={frame} data-buzzes={buzzes}>
        <div class={`screen ${screen}`}>
          {isHome && (
            <p class="clock" aria-hidden="true">
              {clockTime(Date.now())}
            </p>
          )}
          <ul class="pushes" aria-live="polite">
            {(isHome ? pushes : pushes.slice(0, 1)).map((push) => (
              <PushCard key={push.key} phone={phone} push={push} />
            ))}
          </ul>
          {isHome ? <Launcher phone={phone} /> : <AppScreen phone={phone} />}
          <button
            type="button"
            class="home-bar"
            aria-label="To the home screen"
            onClick={() => state.patch({ screen: 'home' })}
          />
        </div>
      </div>
    </section>
  );
}

const SHAKE_MS = 420;
const GLOW = '#6f7cf0';
const GLOW_MS = 2400;

/** Shakes the phone and makes its edge glow. If the user prefers no motion, it only glows. */
function buzz(frame: HTMLElement): void {
  frame.animate({ outlineColor: [GLOW, GLOW, '#0000'] }, { duration: GLOW_MS });
  // If the screen shows only one phone, scrolls to it.
  const { offsetLeft, offsetWidth } = frame;
  const phones = frame.closest('.phones');
  phones?.scrollTo({ left: offsetLeft + (offsetWidth - phones.clientWidth) / 2 });
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const shake = [0, -4, 4, -4, 4, -3, 3, 0].map((x) => ({ transform: `translateX(${x}px)` }));
  frame.animate(shake, { duration: SHAKE_MS });
}

function PushCard({ phone, push }: { readonly phone: PhoneClient; readonly push: Push }) {
  const { pushes, language } = phone.state.value;
  const dismiss = () => phone.state.patch({ pushes: pushes.filter((each) => each !== push) });
  return (
    <li class="push" lang={language}>
      <button type="button" class="open" onClick={() => phone.state.patch(opened(push))}>
        <img src="/icon.svg" alt="" width="38" height="38" />
        <span>
          <strong>{push.title}</strong>
          <br />
          {push.body}
          <br />
          <small>
            Comments · {clockTime(push.at)}
            {push.silent && ' · Silent'}
          </small>
        </span>
      </button>
      <button
        type="button"
        class="dismiss"
        aria-label={`Dismiss “${push.title}”`}
        onClick={dismiss}
      >
        ×
      </button>
    </li>
  );
}

/** Opens the app, or installs it. */
function Launcher({ phone }: { readonly phone: PhoneClient }) {
  const { target, busy } = phone.state.value;
  if (target === undefined) {
    return (
      <button type="button" disabled={busy} onClick={() => void phone.install()}>
        Install the app
      </button>
    );
  }
  return (
    <button type="button" class="launcher" onClick={() => phone.state.patch(opened())}>
      <img src="/icon.svg" alt="" width="56" height="56" />
      <br />
      Comments
    </button>
  );
}

/** `14:05`, as a phone shows it. */
function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
