import { arrayRemove, arrayUnion, deleteField } from 'firebase/firestore';
import { Switch } from '../../../../../packages/fcm-emulator/page/controls.tsx';
import { useDemo } from '../demo.ts';
import type { Device, Session } from '../device.ts';
import { changeSetting, quietHoursFrom, REASONS, setFollowing } from '../feed.ts';
import { Icon } from '../icon.tsx';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/texts.ts';
import { otherThan, PEOPLE, type PhoneId, postIdOf, uidOf } from '../world.ts';

/** Languages that the server has push texts for. */
const PUSH_LANGUAGES = ['en', 'ko', 'ja', 'de', 'es'];

/** What can be done with a phone, from outside of it. */
export function Controls({ name }: { readonly name: PhoneId }) {
  const texts = useTexts();
  const device = useDemo().devices[name];
  const { session, language, busy, problem } = useStore(device.state);
  return (
    <section
      class="panel controls"
      style={{ gridArea: `beside-${name}` }}
      aria-labelledby={`${name}-controls`}
    >
      <h2 id={`${name}-controls`}>{texts.devices[name]}</h2>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <label class="field">
        <span class="label">{texts.pushLanguage}</span>
        <select
          value={language}
          disabled={busy || session === undefined}
          onChange={(event) => void device.setLanguage(event.currentTarget.value)}
        >
          {PUSH_LANGUAGES.map((tag) => (
            <option key={tag} value={tag} lang={tag}>
              {new Intl.DisplayNames(tag, { type: 'language' }).of(tag)}
            </option>
          ))}
        </select>
      </label>
      {session !== undefined && (
        <>
          <Actions device={device} session={session} />
          <Preferences device={device} session={session} />
        </>
      )}
      {name === 'iphone' && <LaptopCard />}
    </section>
  );
}

interface SignedIn {
  readonly device: Device;
  readonly session: Session;
}

function Actions({ device, session }: SignedIn) {
  const texts = useTexts();
  const { busy } = useStore(device.state);
  const other = otherThan(session.person);
  const actions: readonly (readonly [text: string, act: () => Promise<void>])[] = [
    [texts.testPush, () => device.testPush()],
    [texts.handTo(PEOPLE[other].name), () => device.signIn(other)],
    [texts.logOut, () => device.logOut()],
    [texts.uninstall, () => device.uninstall()],
  ];
  return (
    <div class="actions">
      {actions.map(([text, act]) => (
        <button
          key={text}
          type="button"
          class="secondary"
          disabled={busy}
          onClick={() => void act()}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

/** What the phone's user wants to hear of: written straight to their own documents. */
function Preferences({ device, session }: SignedIn) {
  const texts = useTexts();
  const { world } = useDemo();
  const { settings, following } = useStore(device.feed);
  const { quietHours, muted } = settings;
  const { app } = device;
  const { uid, person } = session;
  const postId = postIdOf(world);
  const other = otherThan(person);
  const otherUid = uidOf(world, other);
  const set = (part: string, value: unknown) => changeSetting(app, uid, part, value);
  const row = (
    title: string,
    on: boolean,
    turn: (on: boolean) => Promise<void>,
    details?: string,
  ) => (
    <Switch key={title} title={title} on={on} onToggle={() => void device.act(() => turn(!on))}>
      {details}
    </Switch>
  );
  return (
    <fieldset>
      <legend>{texts.settingsOf(PEOPLE[person].name)}</legend>
      <div class="list">
        {REASONS.map((reason) =>
          row(texts.reasons[reason], settings[reason] ?? true, (on) => set(reason, on)),
        )}
        {row(texts.following, following, (on) => setFollowing(app, postId, uid, on))}
        {row(
          texts.quietHours,
          quietHours !== undefined,
          (on) => set('quietHours', on ? quietHoursFrom(Date.now()) : deleteField()),
          quietHours && texts.quietUntil(quietHours.start, quietHours.end),
        )}
        {row(texts.mutePost, muted?.postIds?.includes(postId) ?? false, (on) =>
          set('muted.postIds', on ? arrayUnion(postId) : arrayRemove(postId)),
        )}
        {row(texts.mutePerson(PEOPLE[other].name), muted?.uids?.includes(otherUid) ?? false, (on) =>
          set('muted.uids', on ? arrayUnion(otherUid) : arrayRemove(otherUid)),
        )}
      </div>
    </fieldset>
  );
}

/** A second device of Joon's: this browser, whose notifications are real. */
function LaptopCard() {
  const texts = useTexts();
  const { laptop, devices } = useDemo();
  const { token, opened, busy, problem } = useStore(laptop.state);
  const comment = useStore(devices.iphone.feed).comments.find(({ id }) => id === opened);
  return (
    <div id="laptop">
      <button
        type="button"
        class="secondary"
        disabled={busy}
        onClick={() => void (token ? laptop.remove() : laptop.add())}
      >
        <Icon name="laptop" />
        {token ? texts.removeLaptop : texts.addLaptop}
      </button>
      <p class="hint">
        {comment ? texts.openedOnLaptop(comment.authorName, comment.text) : texts.thisBrowser}
      </p>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
