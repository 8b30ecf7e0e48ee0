import { useDemo } from '../interface/demo-context.ts';
import { Icon } from '../interface/icon.tsx';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/language.ts';
import { PEOPLE, type PersonId, type PhoneId } from '../world.ts';
import { PushCard } from './push-card.tsx';

/** On which the same post is open. */
const PHONE_OF: Readonly<Record<PersonId, PhoneId>> = { mina: 'android', joon: 'iphone' };

/** A second device of a person: this browser, whose notifications are real. */
export function Laptop({ person }: { readonly person: PersonId }) {
  const texts = useTexts();
  const demo = useDemo();
  const name = `${person}-laptop` as const;
  const laptop = demo.devices[name];
  const { target, busy, problem } = useStore(laptop.state);
  const { pushes, buzzes, opened } = useStore(laptop.shade);
  const { comments } = useStore(demo.devices[PHONE_OF[person]].feed);
  const openedComment = comments.find(({ id }) => id === opened);
  if (target === undefined) {
    return (
      <>
        <button
          type="button"
          class="add-laptop"
          disabled={busy}
          onClick={() => void demo.addLaptop(person)}
        >
          <Icon name="laptop" />
          {texts.addLaptop(PEOPLE[person].name)}
        </button>
        {problem !== undefined && <p role="alert">{problem}</p>}
      </>
    );
  }
  return (
    <section id={name} class="laptop web" aria-label={texts.devices[name]} data-buzzes={buzzes}>
      <h3>
        <Icon name="laptop" />
        {texts.devices[name]}
        <button type="button" disabled={busy} onClick={() => void demo.removeLaptop(person)}>
          {texts.removeLaptop}
        </button>
      </h3>
      <p class="hint">{texts.thisBrowser}</p>
      {problem !== undefined && <p role="alert">{problem}</p>}
      {openedComment !== undefined && (
        <p class="opened">{texts.openedOnLaptop(openedComment.authorName, openedComment.text)}</p>
      )}
      {pushes.length === 0 ? (
        <p class="no-pushes">{texts.noPushes}</p>
      ) : (
        <ul class="pushes" aria-label={texts.pushes}>
          {pushes.map((push) => (
            <li key={push.key}>
              <PushCard device={laptop} push={push} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
