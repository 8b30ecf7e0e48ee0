import { arrayRemove, arrayUnion, deleteField } from 'firebase/firestore';
import type { ComponentChildren } from 'preact';
import type { Laptop } from './laptop.ts';
import { DEVICES, PEOPLE, uidOf } from './people.ts';
import { type PhoneClient, quietHoursFrom } from './phone-client.ts';

/** Some of the languages of the server's push texts. */
const PUSH_LANGUAGES = ['en', 'ko', 'ja', 'de', 'es'];

/** A setting that is on or off. */
export const Switch = (props: {
  readonly title: string;
  readonly on: boolean;
  readonly onToggle: (on: boolean) => void;
}) => (
  <label>
    {props.title}
    <input type="checkbox" checked={props.on} onChange={() => props.onToggle(!props.on)} />
  </label>
);

const Problem = ({ text }: { readonly text: string | undefined }) =>
  text === undefined ? null : (
    <p class="problem" role="alert">
      {text}
    </p>
  );

/** The settings of a phone and of its pushes. */
export function Controls(props: {
  readonly phone: PhoneClient;
  readonly world: string;
  readonly children: ComponentChildren;
}) {
  const { phone, world, children } = props;
  const { name } = phone;
  const { target, language, settings, busy, problem } = phone.state.value;
  const { quietHours, muted } = settings;
  const other = phone.hardware.owner === 'mina' ? 'joon' : 'mina';
  const otherUid = uidOf(world, other);
  const hasMuted = muted?.uids?.includes(otherUid) ?? false;
  return (
    <section
      class="panel stack"
      style={{ gridArea: `beside-${name}` }}
      aria-labelledby={`${name}-controls`}
    >
      <h2 id={`${name}-controls`}>{DEVICES[name]}</h2>
      <Problem text={problem} />
      {target !== undefined && (
        <>
          <label>
            Its language
            <select
              value={language}
              disabled={busy}
              onChange={(event) => void phone.setLanguage(event.currentTarget.value)}
            >
              {PUSH_LANGUAGES.map((tag) => (
                <option key={tag} value={tag} lang={tag}>
                  {new Intl.DisplayNames(tag, { type: 'language' }).of(tag)}
                </option>
              ))}
            </select>
          </label>
          <Switch
            title={
              quietHours ? `Quiet from ${quietHours.start} to ${quietHours.end}` : 'Quiet hours'
            }
            on={quietHours !== undefined}
            onToggle={(on) =>
              void phone.set('quietHours', on ? quietHoursFrom(Date.now()) : deleteField())
            }
          />
          <Switch
            title={`Mute ${PEOPLE[other].name}`}
            on={hasMuted}
            onToggle={(on) =>
              void phone.set('muted.uids', (on ? arrayUnion : arrayRemove)(otherUid))
            }
          />
          <button type="button" disabled={busy} onClick={() => void phone.uninstall()}>
            Uninstall the app
          </button>
        </>
      )}
      {children}
    </section>
  );
}

/** A second device for Joon: this browser, with real notifications. */
export function LaptopControls(props: { readonly laptop: Laptop; readonly phone: PhoneClient }) {
  const { laptop, phone } = props;
  const { token, openedId, busy, problem } = laptop.state.value;
  const opened = phone.state.value.comments.find(({ id }) => id === openedId);
  return (
    <div class="stack">
      <button
        type="button"
        disabled={busy}
        onClick={() => void (token ? laptop.remove() : laptop.add())}
      >
        {token ? 'Remove the laptop' : 'Add Joon’s laptop'}
      </button>
      <p class="hint">
        {opened
          ? `Opened: ${opened.authorName}, “${opened.text}”`
          : 'This browser is the laptop, with real notifications.'}
      </p>
      <Problem text={problem} />
    </div>
  );
}
