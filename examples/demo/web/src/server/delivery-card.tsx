import type { Attempt } from '../fcm/attempt.ts';
import { useDemo } from '../interface/demo-context.ts';
import { useNow } from '../interface/use-now.ts';
import { useTexts } from '../texts/language.ts';
import { deviceNameOf } from '../world.ts';
import { AttemptList } from './attempt-list.tsx';
import type { CommentDelivery } from './comment-deliveries.ts';

interface DeliveryCardProps {
  readonly delivery: CommentDelivery;
  readonly onShow: (attempt: Attempt) => void;
}

/** Fine enough for a countdown in seconds. */
const TICK_MS = 250;
/** A comment for followers alone has an empty record at first, and theirs soon after. */
const FOLLOWERS_MS = 4000;

export function DeliveryCard({ delivery, onShow }: DeliveryCardProps) {
  const texts = useTexts();
  const { nameOfTarget } = useDemo();
  const { comment, counts, pending, attempts, skipped, createdAt, state } = delivery;
  const now = useNow(TICK_MS);
  const nobody = state === 'done' && counts.size === 0 && now > (createdAt ?? now) + FOLLOWERS_MS;
  const nameOf = (deviceId: string) => {
    const name = deviceNameOf(deviceId);
    return name === undefined ? texts.unknownDevice : texts.devices[name];
  };
  const countTexts: Readonly<Record<string, string>> = texts.counts;
  return (
    <li class="delivery" data-comment={delivery.commentId} data-state={state}>
      <h3>
        <span class="delivery-text">
          {comment === undefined
            ? texts.deletedComment
            : texts.commentBy(comment.authorName, comment.text)}
        </span>
        <StateChip delivery={delivery} now={now} />
      </h3>
      <ul class="chips">
        {[...counts].map(([result, count]) => (
          <li key={result} class="chip" data-result={result}>
            {count} {countTexts[result] ?? result}
          </li>
        ))}
        {pending.map(({ deviceId, requests, lastCode }) => (
          <li key={deviceId} class="chip pending">
            {texts.pending}: {nameOf(deviceId)}
            {requests > 0 && ` · ${texts.requests(requests)}`}
            {lastCode !== undefined && ` · ${lastCode}`}
          </li>
        ))}
      </ul>
      {skipped !== undefined && (
        <p class="hint">
          {texts.skipped}: {skipped}
        </p>
      )}
      {nobody && skipped === undefined && <p class="hint">{texts.nobodyToTell}</p>}
      {attempts.length > 0 && (
        <AttemptList
          attempts={attempts}
          since={createdAt}
          nameOfTarget={nameOfTarget}
          onShow={onShow}
        />
      )}
    </li>
  );
}

interface StateChipProps {
  readonly delivery: CommentDelivery;
  readonly now: number;
}

function StateChip({ delivery: { state, nextAttemptAt }, now }: StateChipProps) {
  const texts = useTexts();
  if (state !== 'waiting' || nextAttemptAt === undefined) {
    return (
      <span class="chip state" data-state={state}>
        {texts.states[state]}
      </span>
    );
  }
  const seconds = Math.ceil((nextAttemptAt - now) / 1000);
  return (
    <span class="chip state" data-state={state}>
      {seconds > 0 ? texts.retryIn(seconds) : texts.retryNow}
    </span>
  );
}
