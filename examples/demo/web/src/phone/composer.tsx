import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useDemo } from '../demo.ts';
import type { Device, Session } from '../device.ts';
import { Icon } from '../icon.tsx';
import { type Comment, writeComment } from '../push-client.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/texts.ts';
import { otherThan, PEOPLE, postIdOf, uidOf } from '../world.ts';

interface ComposerProps {
  readonly device: Device;
  readonly session: Session;
  /** The comment that is answered. */
  readonly parent: Comment | undefined;
  readonly onParent: (parent: Comment | undefined) => void;
}

/** What the security rules take. */
const MAX_LENGTH = 2000;

export function Composer({ device, session, parent, onParent }: ComposerProps) {
  const texts = useTexts();
  const { world } = useDemo();
  const { comments } = useStore(device.feed);
  const writesFirst = device.hardware.startsAt === 'app' && comments.length === 0;
  const [text, setText] = useState(writesFirst ? texts.firstComment : '');
  const field = useRef<HTMLTextAreaElement>(null);
  // Before whoever answers by keyboard can type on.
  useLayoutEffect(() => {
    if (parent !== undefined) field.current?.focus();
  }, [parent]);

  const { name } = PEOPLE[session.person];
  const other = otherThan(session.person);
  const mention = `@${PEOPLE[other].name}`;
  const trimmed = text.trim();
  const send = () => {
    if (trimmed === '') return;
    const comment = {
      authorId: session.uid,
      authorName: name,
      text: trimmed,
      ...(parent !== undefined && { parentId: parent.id }),
      ...(trimmed.includes(mention) && { mentions: [uidOf(world, other)] }),
    };
    void device.act(() => writeComment(device.app, postIdOf(world), comment));
    setText('');
    onParent(undefined);
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {parent && <p class="hint">{texts.answering(parent.authorName)}</p>}
      <textarea
        ref={field}
        rows={2}
        maxLength={MAX_LENGTH}
        aria-label={texts.writeAs(name)}
        placeholder={texts.writeAs(name)}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          const ends = event.key === 'Enter' && !event.shiftKey && !event.isComposing;
          if (!ends) return;
          event.preventDefault();
          send();
        }}
      />
      <button
        type="button"
        class="link"
        aria-label={texts.mention(PEOPLE[other].name)}
        onClick={() => {
          setText(`${mention} ${text}`);
          field.current?.focus();
        }}
      >
        {mention}
      </button>
      <button type="submit" class="primary" disabled={trimmed === ''}>
        <Icon name="send" />
        {texts.send}
      </button>
    </form>
  );
}
