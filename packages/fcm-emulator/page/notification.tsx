import type { ComponentChildren } from 'preact';
import { BellIcon, BellOffIcon } from './controls.tsx';
import { useTexts } from './language.tsx';
import type { Look, NotificationView } from './notification-view.ts';

/** A push as the system of a platform draws it. */
export function Notification(props: {
  readonly view: NotificationView;
  readonly look: Look;
  /** The app's name. */
  readonly app: string;
  readonly time: string;
  /** The app's; a bell if it is left out. */
  readonly icon?: ComponentChildren;
}) {
  const texts = useTexts();
  const { title, subtitle, body, silent } = props.view;
  return (
    <div class={`notification ${props.look}`}>
      <span class="app-icon">{props.icon ?? <BellIcon />}</span>
      <p class="app">
        <span>{props.app}</span> <span>{props.time}</span>
        {silent && (
          <span class="silent">
            <BellOffIcon /> {texts.silent}
          </span>
        )}
      </p>
      {title !== '' && <p class="title">{title}</p>}
      {subtitle !== '' && <p class="subtitle">{subtitle}</p>}
      {body !== '' && <p class="body">{body}</p>}
    </div>
  );
}
