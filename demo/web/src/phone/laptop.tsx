import { useDemo } from '../interface/demo-context.ts';
import { Icon } from '../interface/icon.tsx';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/language.ts';
import { PEOPLE, type PersonId } from '../world.ts';
import { PushCard } from './push-card.tsx';

/** A second device of a person: a browser, which shows pushes and nothing else. */
export function Laptop({ person }: { readonly person: PersonId }) {
  const texts = useTexts();
  const demo = useDemo();
  const name = `${person}-laptop` as const;
  const laptop = demo.devices[name];
  const { target, busy, problem } = useStore(laptop.state);
  const { pushes, buzzes } = useStore(laptop.shade);
  if (target === undefined) {
    return (
      <button
        type="button"
        class="add-laptop"
        disabled={busy}
        onClick={() => void demo.addLaptop(person)}
      >
        <Icon name="laptop" />
        {texts.addLaptop(PEOPLE[person].name)}
      </button>
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
      {problem !== undefined && <p role="alert">{problem}</p>}
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
