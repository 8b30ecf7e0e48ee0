import { at, textAt } from '../src/json.ts';
import type { Device } from '../src/state/device.ts';
import { BELL, BELL_OFF, Icon, Json } from './controls.tsx';
import { deviceName, shortTarget } from './devices.tsx';
import { useTexts, useTimeOfDay } from './language.tsx';
import {
  dataOf,
  type Fact,
  type Look,
  type NotificationView,
  notificationOf,
  settingsOf,
} from './notification-view.ts';
import { type Entry, isAccepted } from './page-state.ts';
import type { Texts } from './texts.ts';

export function MessageCard(props: {
  readonly entry: Entry;
  readonly device: Device | undefined;
  readonly look: Look;
}) {
  const texts = useTexts();
  const timeOfDay = useTimeOfDay();
  const { entry, device, look } = props;
  const { message, answer } = entry;
  const shown = message === null ? undefined : notificationOf(message, look);
  return (
    <article class={isAccepted(entry) ? 'card accepted' : 'card'}>
      <header>
        <span class="target">
          {device === undefined ? targetText(entry, texts) : deviceName(device, texts)}
        </span>
        <time dateTime={entry.receivedAt}>{timeOfDay(entry.receivedAt)}</time>
        <span class={`chip ${isAccepted(entry) ? 'good' : 'bad'}`}>
          {outcomeText(entry, texts)}
        </span>
      </header>
      <div class="screen">
        {message === null || shown === undefined ? (
          <p class="no-notification">{message ? texts.dataOnly : texts.notUnderstood}</p>
        ) : (
          <Notification
            view={shown}
            look={look}
            app={entry.project}
            time={timeOfDay(entry.receivedAt)}
          />
        )}
      </div>
      <div class="facts">
        {answer && <p class="problem">{problemOf(answer.body)}</p>}
        {entry.deliveries.map((delivery) => (
          <p key={delivery.device} class={delivery.ok ? 'delivery' : 'delivery problem'}>
            <b>{texts.webPush}</b> {delivery.detail}
          </p>
        ))}
        {message !== null && <Settings title={texts.settings} facts={settingsOf(message, look)} />}
        {message !== null && <Data title={texts.data} facts={dataOf(message, look)} />}
      </div>
      <details class="json">
        <summary>{texts.showJson}</summary>
        <Json value={message} />
        {answer && (
          <>
            <h3>{texts.answer}</h3>
            <Json value={answer.body} />
          </>
        )}
      </details>
    </article>
  );
}

function Settings(props: { readonly title: string; readonly facts: readonly Fact[] }) {
  if (props.facts.length === 0) return null;
  return (
    <ul class="settings" aria-label={props.title}>
      {props.facts.map(([name, value]) => (
        <li key={name}>
          {name} <code>{value}</code>
        </li>
      ))}
    </ul>
  );
}

function Data(props: { readonly title: string; readonly facts: readonly Fact[] }) {
  if (props.facts.length === 0) return null;
  return (
    <>
      <h3>{props.title}</h3>
      <dl>
        {props.facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function targetText({ device, message }: Entry, texts: Texts): string {
  if (device !== null) return shortTarget(device);
  const kind = (['topic', 'condition'] as const).find((each) => message?.[each] !== undefined);
  return kind === undefined ? '–' : `${texts[kind]} ${message?.[kind]}`;
}

/** What a send was answered: FCM's own code where it gave one. */
export function outcomeText({ answer }: Entry, texts: Texts): string {
  if (answer === undefined) return texts.accepted;
  if (answer === null) return texts.hungUp;
  const { details, status } = at(answer.body, 'error');
  const [code] = Array.isArray(details) ? details.flatMap((each) => each.errorCode ?? []) : [];
  return [answer.status, code ?? status].filter(Boolean).join(' ');
}

/** FCM's sentence; of any other body, the start. */
const problemOf = (body: unknown): string =>
  textAt(body, 'error', 'message') ?? String(body).slice(0, 200);

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
