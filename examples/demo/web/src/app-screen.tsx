import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { PEOPLE, POST_AUTHOR, POST_TITLE } from './people.ts';
import type { Comment, PhoneClient } from './phone-client.ts';

/** The app on a phone: the post and its comments. */
export function AppScreen({ phone }: { readonly phone: PhoneClient }) {
  const { target } = phone.state.value;
  const [parent, setParent] = useState<Comment>();
  if (target === undefined) return <p>One moment …</p>;
  return (
    <>
      <div class="sunset" />
      <p>
        <strong>{POST_TITLE}</strong> <small>by {PEOPLE[POST_AUTHOR].name}</small>
      </p>
      <CommentList phone={phone} onReply={setParent} />
      <Composer phone={phone} parent={parent} onParent={setParent} />
    </>
  );
}

function CommentList(props: {
  readonly phone: PhoneClient;
  readonly onReply: (comment: Comment) => void;
}) {
  const { phone, onReply } = props;
  const { comments, openedId } = phone.state.value;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    // Only the list scrolls: `scrollIntoView` would scroll the page too.
    const { current } = list;
    const opened = current?.querySelector<HTMLElement>('.opened');
    current?.scrollTo({ top: opened?.offsetTop ?? current.scrollHeight });
  }, [comments.length, openedId]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls needs it for the keyboard.
    <ol class="comments" ref={list} aria-label="Comments" tabIndex={0}>
      {comments.length === 0 && <li class="hint">No comments yet.</li>}
      {comments.map((comment) => (
        <li key={comment.id} class={comment.id === openedId ? 'comment opened' : 'comment'}>
          <strong>{comment.authorName}</strong> {comment.text}{' '}
          {comment.authorId !== phone.uid && (
            <button
              type="button"
              aria-label={`Reply to ${comment.authorName}`}
              onClick={() => onReply(comment)}
            >
              Reply
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}

/** The maximum in the security rules. */
const MAX_LENGTH = 2000;

function Composer(props: {
  readonly phone: PhoneClient;
  readonly parent: Comment | undefined;
  readonly onParent: (parent: Comment | undefined) => void;
}) {
  const { phone, parent, onParent } = props;
  const { owner, startsAt } = phone.hardware;
  const writesFirst = startsAt === 'app' && phone.state.value.comments.length === 0;
  const [text, setText] = useState(writesFirst ? 'What a view! Where is this?' : '');
  const field = useRef<HTMLInputElement>(null);
  // Before the user can type more.
  useLayoutEffect(() => {
    if (parent !== undefined) field.current?.focus();
  }, [parent]);

  const label = parent ? `Answer ${parent.authorName}` : `Comment as ${PEOPLE[owner].name}`;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void phone.comment(text.trim(), parent);
        setText('');
        onParent(undefined);
      }}
    >
      <input
        ref={field}
        required
        pattern=".*\S.*"
        maxLength={MAX_LENGTH}
        aria-label={label}
        placeholder={label}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="primary">
        Send
      </button>
    </form>
  );
}
