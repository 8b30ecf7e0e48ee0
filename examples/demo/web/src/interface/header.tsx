import { FCM_ORIGIN } from '../emulators.ts';
import { LANGUAGES, type Language, useTexts } from '../texts/language.ts';
import { forgetWorld } from '../world-memory.ts';

interface HeaderProps {
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
}

export function Header({ language, onLanguage }: HeaderProps) {
  const texts = useTexts();
  return (
    <header class="header">
      <p class="brand">
        <img src="/icon.svg" alt="" width="24" height="24" />
        comment-push
      </p>
      <div class="header-tools">
        <a href={FCM_ORIGIN} target="_blank" rel="noreferrer">
          {texts.fcmPage}
        </a>
        <button
          type="button"
          class="quiet"
          onClick={() => {
            forgetWorld();
            location.reload();
          }}
        >
          {texts.startOver}
        </button>
        <fieldset class="segments">
          <legend class="unseen">{texts.language}</legend>
          {(Object.keys(LANGUAGES) as Language[]).map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="language"
                checked={each === language}
                onChange={() => onLanguage(each)}
              />
              <span lang={each}>{LANGUAGES[each].name}</span>
            </label>
          ))}
        </fieldset>
      </div>
    </header>
  );
}
