import type { JsonObject } from '../src/json.ts';
import { BellIcon, BellOffIcon } from './icons.tsx';
import { useTexts } from './language.ts';
import { type Look, notificationOf } from './notification-view.ts';

/** A message as the system of a platform shows it. */
export function NotificationCard(props: {
  readonly message: JsonObject;
  readonly look: Look;
  /** Stands where the app's name would. */
  readonly app: string;
  readonly time: string;
}) {
  const texts = useTexts();
  const shown = notificationOf(props.message, props.look);
  if (shown === undefined) return <p class="no-notification">{texts.dataOnly}</p>;
  return (
    <div class={`notification ${props.look}`}>
      <span class="app-icon">
        <BellIcon />
      </span>
      <p class="app">
        <span>{props.app}</span> <span>{props.time}</span>
        {shown.silent && (
          <span class="silent">
            <BellOffIcon /> {texts.silent}
          </span>
        )}
      </p>
      {shown.title !== '' && <p class="title">{shown.title}</p>}
      {shown.subtitle !== '' && <p class="subtitle">{shown.subtitle}</p>}
      {shown.body !== '' && <p class="body">{shown.body}</p>}
    </div>
  );
}
