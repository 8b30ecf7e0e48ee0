import { useEffect, useRef } from 'preact/hooks';
import type { Message } from '../fcm/attempt.ts';
import { useTexts } from '../texts/language.ts';

interface MessageDialogProps {
  readonly message: Message;
  readonly onClose: () => void;
}

const INDENT = 2;

/** The message as the server sent it to FCM. */
export function MessageDialog({ message, onClose }: MessageDialogProps) {
  const texts = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="message" aria-labelledby="message-title" onClose={onClose}>
      <h2 id="message-title">{texts.messageTitle}</h2>
      <p class="hint">
        <code>{texts.messageLead}</code>
      </p>
      <pre>{JSON.stringify({ message }, null, INDENT)}</pre>
      <form method="dialog">
        <button type="submit" class="primary">
          {texts.close}
        </button>
      </form>
    </dialog>
  );
}
