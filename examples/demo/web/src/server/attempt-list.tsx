import type { Answer, Attempt } from '../fcm/attempt.ts';
import type { Texts } from '../texts/en.ts';
import { useTexts } from '../texts/language.ts';
import type { DeviceName } from '../world.ts';

interface AttemptListProps {
  readonly attempts: readonly Attempt[];
  /** When the comment was written, ms since the epoch, if that is known yet. */
  readonly since: number | undefined;
  readonly nameOfTarget: ReadonlyMap<string, DeviceName>;
  readonly onShow: (attempt: Attempt) => void;
}

/** The requests to FCM about one comment, in order, each with what FCM answered. */
export function AttemptList({ attempts, since, nameOfTarget, onShow }: AttemptListProps) {
  const texts = useTexts();
  const whyTexts: Readonly<Record<string, string>> = texts.why;
  return (
    <ol class="attempts" aria-label={texts.attempts}>
      {attempts.map((attempt, position) => {
        const name = nameOfTarget.get(attempt.target);
        const device = name === undefined ? texts.unknownDevice : texts.devices[name];
        const time = since === undefined ? '' : texts.after(seconds(attempt.at - since));
        return (
          <li key={position}>
            <time>{time}</time>
            <span>
              {device} <small>{whyTexts[attempt.message.data?.type ?? '']}</small>
            </span>
            <span class="answer" data-answer={attempt.answer.kind}>
              {answerText(attempt.answer, texts)}
            </span>
            <button
              type="button"
              class="quiet"
              aria-label={texts.showMessageTo(device, time)}
              onClick={() => onShow(attempt)}
            >
              {texts.showMessage}
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function answerText(answer: Answer, texts: Texts): string {
  switch (answer.kind) {
    case 'accepted':
      return `200 ${texts.accepted}`;
    case 'refused':
      return [answer.status, answer.code].join(' ');
    case 'hungUp':
      return texts.hungUp;
  }
}

function seconds(ms: number): string {
  return (Math.max(ms, 0) / 1000).toFixed(1);
}
