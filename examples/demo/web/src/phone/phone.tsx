import { useEffect, useRef } from 'preact/hooks';
import { Notification } from '../../../../../packages/fcm-emulator/page/message-card.tsx';
import { useDemo } from '../demo.ts';
import type { Device } from '../device.ts';
import { Icon, PATHS } from '../icon.tsx';
import { useNow, useStore } from '../store.ts';
import { useTexts } from '../texts/texts.ts';
import { PEOPLE, type PhoneId } from '../world.ts';
import { AppScreen } from './app-screen.tsx';
import { dismissed, type Push } from './shade.ts';

const CLOCK_MS = 1000;
const DATE = { weekday: 'long', month: 'long', day: 'numeric' } as const;
/** As long as iOS shows a banner. Milliseconds. */
const BANNER_MS = 6000;

export function Phone({ name }: { readonly name: PhoneId }) {
  const texts = useTexts();
  const device = useDemo().devices[name];
  const { session } = useStore(device.state);
  const { screen, banner, buzzes } = useStore(device.shade);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (buzzes > 0 && frame.current !== null) buzz(frame.current);
  }, [buzzes]);

  useEffect(() => {
    const timer = setTimeout(() => device.shade.patch({ banner: undefined }), BANNER_MS);
    return () => clearTimeout(timer);
  }, [device, banner]);

  const owner = session && PEOPLE[session.person].name;
  return (
    <section
      id={name}
      style={{ gridArea: name }}
      class={`phone ${device.hardware.platform}`}
      aria-labelledby={`${name}-title`}
    >
      <h2 id={`${name}-title`}>
        {owner ? texts.owner(owner) : texts.nobody} <small>{texts.devices[name]}</small>
      </h2>
      <div class="frame" ref={frame} data-buzzes={buzzes}>
        <div class="screen" data-screen={screen}>
          <StatusBar />
          <div class="banner" role="status">
            {banner && <PushCard key={banner.at} device={device} push={banner} />}
          </div>
          {screen === 'home' ? <HomeScreen device={device} /> : <AppScreen device={device} />}
          <button
            type="button"
            class="home-bar"
            aria-label={texts.goHome}
            disabled={screen === 'home'}
            onClick={() => device.shade.patch({ screen: 'home', banner: undefined })}
          />
        </div>
      </div>
    </section>
  );
}

const SHAKE_MS = 420;
const GLOW_MS = 2400;

/** Shakes the phone and lets its edge glow; who wants no motion sees the glow alone. */
function buzz(frame: HTMLElement): void {
  frame.animate({ '--glow': [1, 1, 0] }, { duration: GLOW_MS, easing: 'ease-out' });
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  // Where there is room for one phone, it comes into view.
  const { offsetLeft, offsetWidth } = frame;
  const phones = frame.closest('.phones');
  const left = offsetLeft + (offsetWidth - (phones?.clientWidth ?? 0)) / 2;
  phones?.scrollTo({ left, behavior: still ? 'instant' : 'smooth' });
  if (still) return;
  const shake = [0, -4, 4, -4, 4, -3, 3, 0].map((x) => ({ transform: `translateX(${x}px)` }));
  frame.animate(shake, { duration: SHAKE_MS });
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

function HomeScreen({ device }: { readonly device: Device }) {
  const texts = useTexts();
  const { target, busy } = useStore(device.state);
  const { pushes, badge } = useStore(device.shade);
  const now = useNow(CLOCK_MS);
  return (
    <div class="home">
      <p class="clock" aria-hidden="true">
        {clockTime(now)}
      </p>
      <p class="date" aria-hidden="true">
        {new Date(now).toLocaleDateString(texts.tag, DATE)}
      </p>
      <ul class="pushes" aria-live="polite">
        {pushes.map((push) => (
          <li key={push.key}>
            <PushCard device={device} push={push} />
          </li>
        ))}
        {pushes.length === 0 && <li>{target ? texts.noPushes : texts.notInstalled}</li>}
      </ul>
      {target === undefined ? (
        <button
          type="button"
          class="secondary"
          disabled={busy}
          onClick={() => void device.install()}
        >
          {texts.install}
        </button>
      ) : (
        <button type="button" class="launcher" onClick={() => device.open()}>
          <span class="app-icon" aria-hidden="true">
            <Icon name="comment" />
            {badge > 0 && <span class="badge">{badge}</span>}
          </span>
          {texts.appName}
          {badge > 0 && <span class="unseen">, {texts.unread(badge)}</span>}
        </button>
      )}
    </div>
  );
}

function PushCard({ device, push }: { readonly device: Device; readonly push: Push }) {
  const texts = useTexts();
  const { language } = useStore(device.state);
  return (
    <div class="push" lang={language}>
      <Notification
        view={push}
        look={device.hardware.platform}
        app={texts.appName}
        time={clockTime(push.at)}
        icon={PATHS.comment}
      />
      <button
        type="button"
        class="open"
        aria-label={texts.openPush(push.title)}
        onClick={() => device.open(push)}
      />
      <button
        type="button"
        class="icon"
        aria-label={texts.dismiss(push.title)}
        onClick={() => device.shade.update((shade) => dismissed(shade, push))}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

/** `14:05`, as a phone shows it. */
function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
