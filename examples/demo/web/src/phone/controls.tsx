import { useDemo } from '../interface/demo-context.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/language.ts';
import { otherThan, PEOPLE, type PersonId, type PhoneId } from '../world.ts';
import { Laptop } from './laptop.tsx';
import { Preferences } from './preferences.tsx';

/** Languages that the server has push texts for. */
const PUSH_LANGUAGES = {
  en: 'English',
  ko: '한국어',
  ja: '日本語',
  de: 'Deutsch',
  es: 'Español',
} as const;

/** Beside whose phone a person's laptop stands. */
const LAPTOP_BESIDE: Readonly<Record<PhoneId, PersonId>> = { android: 'mina', iphone: 'joon' };

/** What can be done with a phone, from outside of it. */
export function Controls({ name }: { readonly name: PhoneId }) {
  const texts = useTexts();
  const device = useDemo().devices[name];
  const { session, language, busy, problem } = useStore(device.state);
  return (
    <section class={`controls beside-${name}`} aria-label={texts.controls(texts.devices[name])}>
      <h2>{texts.devices[name]}</h2>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <label class="field">
        {texts.pushLanguage}
        <select
          value={language}
          disabled={busy || session === undefined}
          onChange={(event) => void device.setLanguage(event.currentTarget.value)}
        >
          {Object.entries(PUSH_LANGUAGES).map(([tag, own]) => (
            <option key={tag} value={tag} lang={tag}>
              {own}
            </option>
          ))}
        </select>
      </label>
      {session !== undefined && (
        <>
          <div class="actions">
            <button type="button" disabled={busy} onClick={() => void device.testPush()}>
              {texts.testPush}
            </button>
            <button
              type="button"
              disabled={busy}
              onClick={() => void device.signIn(otherThan(session.person))}
            >
              {texts.handTo(PEOPLE[otherThan(session.person)].name)}
            </button>
            <button type="button" disabled={busy} onClick={() => void device.logOut()}>
              {texts.logOut}
            </button>
            <button type="button" disabled={busy} onClick={() => void device.uninstall()}>
              {texts.uninstall}
            </button>
          </div>
          <Preferences device={device} session={session} />
        </>
      )}
      <Laptop person={LAPTOP_BESIDE[name]} />
    </section>
  );
}
