import { useTexts } from './language.ts';
import { LANGUAGES, type Language } from './texts.ts';

export function Header(props: {
  readonly connected: boolean | undefined;
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
}) {
  const texts = useTexts();
  const [state, text] =
    props.connected === undefined
      ? ['waiting', texts.connecting]
      : props.connected
        ? ['live', texts.connected]
        : ['lost', texts.disconnected];
  return (
    <header class="top">
      <Logo />
      <div class="names">
        <h1>FCM emulator</h1>
        <p>{texts.tagline}</p>
      </div>
      <code class="address">{location.host}</code>
      <p class={`connection ${state}`} role="status">
        {text}
      </p>
      <fieldset class="languages">
        <legend class="unseen">{texts.language}</legend>
        {LANGUAGES.map(([language, name]) => (
          <label key={language} lang={language}>
            <input
              type="radio"
              name="language"
              checked={language === props.language}
              onChange={() => props.onLanguage(language)}
            />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
    </header>
  );
}

const Logo = () => (
  <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
    <rect width="24" height="24" rx="6" />
    <path d="M12 4.5a4.6 4.6 0 0 0-4.6 4.6v3.2L6 15.2h12l-1.4-2.9V9.1A4.6 4.6 0 0 0 12 4.5m-2 11.9a2 2 0 0 0 4 0z" />
  </svg>
);
