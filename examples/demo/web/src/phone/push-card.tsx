import type { Device } from '../device.ts';
import { Icon } from '../interface/icon.tsx';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/language.ts';
import { clockTime } from './clock-time.ts';
import type { Push } from './push.ts';
import { dismissed, withoutBanner } from './shade.ts';

interface PushCardProps {
  readonly device: Device;
  readonly push: Push;
}

export function PushCard({ device, push }: PushCardProps) {
  const texts = useTexts();
  const { language } = useStore(device.state);
  const { title, body, at, silent } = push;
  return (
    <div class="push" data-silent={silent}>
      <button type="button" class="push-body" onClick={() => device.open(push)}>
        <span class="app-icon" aria-hidden="true">
          <Icon name="comment" />
        </span>
        <span class="push-app">
          {texts.appName} · {clockTime(at)}
          {silent && (
            <span class="push-silent">
              <Icon name="silent" />
              {texts.silently}
            </span>
          )}
        </span>
        <strong lang={language}>{title}</strong>
        <span class="push-text">{body}</span>
      </button>
      <button
        type="button"
        class="push-dismiss"
        aria-label={texts.dismiss(title)}
        onClick={() => device.shade.update((shade) => withoutBanner(dismissed(shade, push)))}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
