import { BELL, BELL_OFF, Icon } from './controls.tsx';
import { useTexts } from './language.tsx';
import type { Look, NotificationView } from './notification-view.ts';

/** A push as the system of a platform draws it. */
export function Notification(props: {
  readonly view: NotificationView;
  readonly look: Look;
  /** The app's name. */
  readonly app: string;
  readonly time: string;
  /** The path of the app's; a bell if it is left out. */
  readonly icon?: string;
}) {
  const texts = useTexts();
  const { title, subtitle, body, silent } = props.view;
  return (
    <div class={`notification ${props.look}`}>
      <span class="app-icon">
        <Icon path={props.icon ?? BELL} />
      </span>
      <p class="app">
        <span>{props.app}</span> <span>{props.time}</span>
        {silent && (
          <span class="silent">
            <Icon path={BELL_OFF} /> {texts.silent}
          </span>
        )}
      </p>
      {title !== '' && <p class="title">{title}</p>}
      {subtitle !== '' && <p class="subtitle">{subtitle}</p>}
      {body !== '' && <p class="body">{body}</p>}
    </div>
  );
}
