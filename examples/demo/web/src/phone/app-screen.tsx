import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useDemo } from '../demo.ts';
import type { Device, Session } from '../device.ts';
import { type Comment, writeComment } from '../feed.ts';
import { Icon } from '../icon.tsx';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/texts.ts';
import { otherThan, PEOPLE, PERSON_IDS, POST_AUTHOR, postIdOf, uidOf } from '../world.ts';

export function AppScreen({ device }: { readonly device: Device }) {
  const { session, busy } = useStore(device.state);
  const { post } = useStore(device.feed);
  const texts = useTexts();
  if (session !== undefined && post !== undefined) {
    // Another person's draft is another one's.
    return <Post key={session.uid} device={device} session={session} title={post.title} />;
  }
  return (
    <div class="app-screen sign-in">
      {session !== undefined || busy ? (
        <p>{texts.starting}</p>
      ) : (
        <>
          <p>{texts.signInTo}</p>
          {PERSON_IDS.map((person) => (
            <button
              type="button"
              key={person}
              class="primary"
              onClick={() => void device.signIn(person)}
            >
              {texts.signInAs(PEOPLE[person].name)}
            </button>
          ))}
        </>
      )}
    </div>
  );
}

interface PostProps {
  readonly device: Device;
  readonly session: Session;
}

function Post({ device, session, title }: PostProps & { readonly title: string }) {
  const texts = useTexts();
  const [parent, setParent] = useState<Comment>();
  return (
    <div class="app-screen">
      <div class="post">
        <img src="/sunset.svg" alt="" />
        <h3>{title}</h3>
        <p class="hint">{texts.postBy(PEOPLE[POST_AUTHOR].name)}</p>
      </div>
      <CommentList device={device} session={session} onReply={setParent} />
      <Composer device={device} session={session} parent={parent} onParent={setParent} />
    </div>
  );
}

function CommentList({
  device,
  session,
  onReply,
}: PostProps & { readonly onReply: (comment: Comment) => void }) {
  const texts = useTexts();
  const { comments } = useStore(device.feed);
  const { opened } = useStore(device.shade);
  const list = useRef<HTMLOListElement>(null);
  const newest = comments.at(-1)?.id;
  useEffect(() => {
    const shown = list.current?.querySelector<HTMLElement>(`[data-comment="${opened ?? newest}"]`);
    // Not scrollIntoView, which would move the page as well.
    if (list.current && shown) list.current.scrollTop = shown.offsetTop - list.current.offsetTop;
  }, [opened, newest]);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, which the keyboard needs a focus for.
    <ol class="comments" ref={list} aria-label={texts.comments} tabIndex={0}>
      {comments.length === 0 && <li class="hint">{texts.noComments}</li>}
      {comments.map((comment) => (
        <li
          key={comment.id}
          data-comment={comment.id}
          class={[
            comment.parentId !== undefined && 'nested',
            comment.authorId === session.uid && 'own',
            comment.id === opened && 'opened',
          ]
            .filter(Boolean)
            .join(' ')}
        >
          <span class="avatar" aria-hidden="true">
            {comment.authorName.slice(0, 1)}
          </span>
          <p>
            <strong>{comment.authorName}</strong> {comment.text}
          </p>
          {comment.authorId !== session.uid && (
            <button
              type="button"
              class="link"
              aria-label={texts.replyTo(comment.authorName)}
              onClick={() => onReply(comment)}
            >
              <Icon name="reply" />
              {texts.reply}
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}

interface ComposerProps extends PostProps {
  /** The comment that is answered. */
  readonly parent: Comment | undefined;
  readonly onParent: (parent: Comment | undefined) => void;
}

/** What the security rules take. */
const MAX_LENGTH = 2000;

function Composer({ device, session, parent, onParent }: ComposerProps) {
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
