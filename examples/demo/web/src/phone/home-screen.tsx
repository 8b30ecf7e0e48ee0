import type { Device } from '../device.ts';
import { Icon } from '../interface/icon.tsx';
import { useNow } from '../interface/use-now.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/language.ts';
import { clockTime } from './clock-time.ts';
import { PushCard } from './push-card.tsx';

const CLOCK_MS = 1000;
const DATE = { weekday: 'long', month: 'long', day: 'numeric' } as const;

export function HomeScreen({ device }: { readonly device: Device }) {
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
      {pushes.length === 0 ? (
        <p class="no-pushes">{target === undefined ? texts.notInstalled : texts.noPushes}</p>
      ) : (
        <ul class="pushes" aria-label={texts.pushes}>
          {pushes.map((push) => (
            <li key={push.key}>
              <PushCard device={device} push={push} />
            </li>
          ))}
        </ul>
      )}
      <div class="dock">
        {target === undefined ? (
          <button type="button" disabled={busy} onClick={() => void device.install()}>
            {texts.install}
          </button>
        ) : (
          <button type="button" class="launcher" onClick={() => device.open()}>
            <span class="app-icon" aria-hidden="true">
              <Icon name="comment" />
              {badge > 0 && <span class="badge">{badge}</span>}
            </span>
            {texts.appName}
            <span class="unseen">
              {badge > 0 && texts.unread(badge)} {texts.openApp}
            </span>
          </button>
        )}
      </div>
    </div>
  );
}
