import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Device, Session } from '../device.ts';
import { useDemo } from '../interface/demo-context.ts';
import { Icon } from '../interface/icon.tsx';
import { type Comment, writeComment } from '../push-client.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/language.ts';
import { otherThan, PEOPLE, postIdOf } from '../world.ts';
import { newComment } from './new-comment.ts';

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
  const world = useStore(useDemo().world);
  const { comments } = useStore(device.feed);
  const writesFirst = device.hardware.name === 'android' && comments.length === 0;
  const [text, setText] = useState(writesFirst ? texts.firstComment : '');
  const field = useRef<HTMLTextAreaElement>(null);
  // Before whoever answers by keyboard can type on.
  useLayoutEffect(() => {
    if (parent !== undefined) field.current?.focus();
  }, [parent]);

  const { person, uid } = session;
  const other = PEOPLE[otherThan(person)];
  const comment = newComment(
    { text, parentId: parent?.id },
    { authorId: uid, authorName: PEOPLE[person].name },
    { name: other.name, uid: world.uids[otherThan(person)] },
  );
  const send = () => {
    if (comment === undefined) return;
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
      {parent !== undefined && (
        <p class="answering">
          {texts.answering(parent.authorName)}
          <button type="button" aria-label={texts.noReply} onClick={() => onParent(undefined)}>
            <Icon name="close" />
          </button>
        </p>
      )}
      <textarea
        ref={field}
        rows={2}
        maxLength={MAX_LENGTH}
        aria-label={texts.writeAs(PEOPLE[person].name)}
        placeholder={texts.writeAs(PEOPLE[person].name)}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          const ends = event.key === 'Enter' && !event.shiftKey && !event.isComposing;
          if (!ends) return;
          event.preventDefault();
          send();
        }}
      />
      <div class="composer-buttons">
        <button
          type="button"
          class="mention"
          aria-label={texts.mention(other.name)}
          onClick={() => {
            setText(`@${other.name} ${text}`);
            field.current?.focus();
          }}
        >
          @{other.name}
        </button>
        <button type="submit" class={writesFirst ? 'send first' : 'send'} disabled={!comment}>
          <Icon name="send" />
          {texts.send}
        </button>
      </div>
    </form>
  );
}
