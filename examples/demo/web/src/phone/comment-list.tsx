import { useEffect, useRef } from 'preact/hooks';
import type { Device, Session } from '../device.ts';
import { Icon } from '../interface/icon.tsx';
import type { Comment } from '../push-client.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/language.ts';

interface CommentListProps {
  readonly device: Device;
  readonly session: Session;
  readonly onReply: (comment: Comment) => void;
}

export function CommentList({ device, session, onReply }: CommentListProps) {
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

  if (comments.length === 0) return <p class="no-comments">{texts.noComments}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, which the keyboard needs a focus for.
    <ol class="comments" ref={list} aria-label={texts.comments} tabIndex={0}>
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
              class="reply"
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
